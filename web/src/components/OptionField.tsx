// One option as a field: its kind, unit, limits, default and help come from the server's own table.
import type { Option } from '../api/types';
import { lang, t, tMaybe } from '../i18n';

export function optionLabel(option: Option): string {
    return tMaybe(`opt.${option.name}`, option.name.replace(/[_-]/g, ' '));
}

export function choiceLabel(option: Option, choice: string): string {
    return tMaybe(`choice.${option.name}.${choice}`, tMaybe(`choice.${choice}`, choice));
}

export function defaultText(option: Option): string {
    const value = option.default;
    if (value === null || value === undefined || value === '') return t('field.automatic');
    if (Array.isArray(value)) return value.join(lang.value === 'zh' ? '、' : ', ');
    if (option.choices?.length) return choiceLabel(option, String(value));
    return String(value);
}

export function OptionField(props: {
    option: Option;
    value: string;
    onChange: (value: string) => void;
    /** Where given, this instead of a text field for lists. */
    suggest?: string[] | undefined;
    bare?: boolean;
}) {
    const { option, value, onChange, bare } = props;
    const label = optionLabel(option);
    const id = `f-${option.name}`;
    const unit = option.unit ? tMaybe(`unit.${option.unit}`, option.unit) : '';
    return (
        <div class={value === '' ? 'field' : 'field set'}>
            <label for={id}>{label}{unit && <small> {unit}</small>}</label>
            <Input {...props} id={id} />
            {!bare && value !== '' && (
                <button type="button" class="quiet reset" aria-label={`${t('field.reset')}: ${label}`} title={t('field.reset')} onClick={() => onChange('')}>↺</button>
            )}
            {!bare && option.help && option.help !== label && <p id={`${id}-help`}>{option.help}</p>}
        </div>
    );
}

function Input({ option, value, onChange, suggest, id, bare }: Parameters<typeof OptionField>[0] & { id: string }) {
    const help = !bare && option.help ? { 'aria-describedby': `${id}-help` } : {};
    const automatic = bare ? defaultText(option) : `${t('field.default')}${t('sep')}${defaultText(option)}`;
    const yesNo = option.type === 'bool' || option.type === 'boolean' || option.type === 'flag';
    const listed = option.choices?.length ? option.choices : null;
    const choices = yesNo ? ['true', 'false'] : listed;
    if (choices && !/list/.test(option.type)) {
        return (
            <select id={id} {...help} value={value} onChange={(e) => onChange(e.currentTarget.value)}>
                <option value="" selected={value === ''}>{automatic}</option>
                {choices.map((c) => (
                    <option key={c} value={c} selected={c === value}>
                        {c === 'true' ? t('app.yes') : c === 'false' ? t('app.no') : choiceLabel(option, c)}
                    </option>
                ))}
            </select>
        );
    }
    const numeric = option.type === 'number' || option.type === 'integer';
    const offered = suggest ?? listed ?? undefined;
    return (
        <>
            <input
                id={id}
                {...help}
                type={numeric ? 'number' : 'text'}
                inputMode={numeric ? 'decimal' : 'text'}
                step={option.type === 'integer' ? 1 : 'any'}
                min={numeric && option.min !== null ? option.min : undefined}
                max={numeric && option.max !== null ? option.max : undefined}
                placeholder={automatic}
                value={value}
                list={offered ? `${id}-list` : undefined}
                onChange={(e) => onChange(e.currentTarget.value.trim())}
            />
            {offered && <datalist id={`${id}-list`}>{offered.map((c) => <option key={c} value={c} />)}</datalist>}
        </>
    );
}
