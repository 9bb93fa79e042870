// What went wrong and what to do, in the page; and waiting.
import { t } from '../i18n';
import type { Problem } from '../api/types';

export function ErrorBox({ problem, onRetry }: { problem: Problem; onRetry?: () => void }) {
    const offline = problem.title === 'offline';
    return (
        <div class="error" role="alert">
            <b>{offline ? t('error.offline') : problem.title || t('error.title')}</b>
            {problem.detail && problem.detail !== problem.title && <p>{problem.detail}</p>}
            {problem.where && <p class="where">{problem.where}</p>}
            <p>{offline ? t('error.offline.hint') : problem.hint}</p>
            {onRetry && <button type="button" onClick={onRetry}>{t('error.retry')}</button>}
        </div>
    );
}

export function Waiting() {
    return <div class="waiting" role="status">{t('app.loading')}</div>;
}
