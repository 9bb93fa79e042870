// The views of the flows page.
import { t } from '../../i18n';
import { href } from '../../state/url';

export function flowTabs(): { id: string; text: string; href: string }[] {
    return [
        { id: 'map', text: t('flows.map'), href: href('/flows') },
        { id: 'leaving', text: t('flows.leaving'), href: href('/flows/leaving') },
        { id: 'streams', text: t('flows.sankey'), href: href('/flows/streams') },
        { id: 'time', text: t('flows.time'), href: href('/flows/time') },
    ];
}
