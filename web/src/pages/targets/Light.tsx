// A traffic light: a shape and a word, not a colour alone.
import { t, tMaybe } from '../../i18n';

const SHAPES: Record<string, string> = { green: '●', yellow: '▲', red: '■' };

export function Light({ light, bare }: { light: string; bare?: boolean }) {
    if (!SHAPES[light]) return <span class="missing" title={t('goal.notcollected')}>–</span>;
    return <span class={`light ${light}`}><i aria-hidden="true">{SHAPES[light]}</i>{!bare && ` ${tMaybe(`goal.light.${light}`, light)}`}{bare && <span class="sr">{tMaybe(`goal.light.${light}`, light)}</span>}</span>;
}
