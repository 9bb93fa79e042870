// Periods and dates: 2023年第1季度 and Q1 2023, 2023年6月 and Jun 2023.
import { lang } from '../i18n';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export function period(code: string): string {
    const quarter = /^(\d{4})Q([1-4])$/.exec(code);
    if (quarter) return lang.value === 'zh' ? `${quarter[1]}年第${quarter[2]}季度` : `Q${quarter[2]} ${quarter[1]}`;
    const month = /^(\d{4})-(\d{2})$/.exec(code);
    if (month) {
        const number = Number(month[2]);
        return lang.value === 'zh' ? `${month[1]}年${number}月` : `${MONTHS[number - 1] ?? ''} ${month[1]}`;
    }
    if (/^\d{4}$/.test(code)) return lang.value === 'zh' ? `${code}年` : code;
    if (code === '') return lang.value === 'zh' ? '未注明时期' : 'no period given';
    return code;
}

/** The periods chosen, in words: one, a whole year, or from first to last. */
export function span(periods: string[]): string {
    const first = periods[0];
    const last = periods[periods.length - 1];
    if (!first || !last) return '';
    if (first === last) return period(first);
    return lang.value === 'zh' ? `${period(first)}至${period(last)}` : `${period(first)} to ${period(last)}`;
}

/** The whole years that a list of periods covers. */
export function years(periods: string[]): string[] {
    return [...new Set(periods.map((code) => code.slice(0, 4)))];
}

export function moment(iso: string): string {
    const date = new Date(iso);
    if (Number.isNaN(date.getTime())) return iso;
    const time = `${String(date.getHours()).padStart(2, '0')}:${String(date.getMinutes()).padStart(2, '0')}`;
    if (lang.value === 'zh') return `${date.getFullYear()}年${date.getMonth() + 1}月${date.getDate()}日 ${time}`;
    return `${date.getDate()} ${MONTHS[date.getMonth()] ?? ''} ${date.getFullYear()} ${time}`;
}

export function duration(seconds: number | null | undefined): string {
    if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return '–';
    const whole = Math.round(seconds);
    if (whole < 60) return lang.value === 'zh' ? `${whole}秒` : `${whole} s`;
    const rest = String(whole % 60).padStart(2, '0');
    return lang.value === 'zh' ? `${Math.floor(whole / 60)}分${rest}秒` : `${Math.floor(whole / 60)} min ${rest} s`;
}
