// What the plan was told, what it assumes, what it warns of.
import { useAnswer } from '../../api/use';
import type { Option } from '../../api/types';
import { choiceLabel, defaultText, optionLabel } from '../../components/OptionField';
import { lang, t } from '../../i18n';
import { gapText } from './ResultPanel';
import { Rich } from '../../components/Rich';
import type { ResultProps } from './Result';
import { toForm } from './scenario';
import { TakeTable } from '../../take/Take';

export function Rules({ plan }: ResultProps) {
    const keys = useAnswer<{ keys: Option[] }>('scenario').data?.keys ?? [];
    const plain = useAnswer<{ keys: Option[] }>('scenario', { lang: 'en' }).data?.keys ?? [];
    const form = toForm(plan.scenario, plain);
    const said = keys.filter((key) => form[key.name]);
    return (
        <div class="page">
            <p class="sentence lead"><Rich text={gapText(plan)} /> {t('plan.gap.how')}</p>
            <div class="columns">
                <section>
                    <h2>{t('plan.scenario')}</h2>
                    <TakeTable label={t('plan.scenario')} />
                    <table class="small rules">
                        <thead><tr><th scope="col">{t('rules.key')}</th><th scope="col">{t('rules.value')}</th><th scope="col">{t('field.default')}</th></tr></thead>
                        <tbody>
                            {said.map((key) => (
                                <tr key={key.name}><th scope="row" title={key.help}>{optionLabel(key)}</th><td>{key.choices?.length ? choiceLabel(key, form[key.name] ?? '') : form[key.name]}</td><td>{defaultText(key)}</td></tr>
                            ))}
                        </tbody>
                    </table>
                    <p class="remark">{t('rules.foot', { version: plan.version, fingerprint: plan.dataset.fingerprint, seed: String(plan.scenario.seed ?? '') })}</p>
                </section>
                <section>
                    <h2>{t('rules.warnings')}</h2>
                    <ul class="notes">{plan.warnings.map((w) => <li key={w.en}>{w[lang.value]}</li>)}</ul>
                    <h2>{t('rules.assumptions')}</h2>
                    <ul class="notes">{plan.assumptions.map((w) => <li key={w.en}>{w[lang.value]}</li>)}</ul>
                </section>
            </div>
        </div>
    );
}
