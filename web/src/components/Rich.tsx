// A sentence with its figures set off: "*18.4%* of cases" -> bold figure.
export function Rich({ text }: { text: string }) {
    return <>{text.split('*').map((part, i) => (i % 2 ? <b key={i}>{part}</b> : part))}</>;
}
