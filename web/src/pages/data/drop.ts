// Files out of what was dropped: single files or whole folders.

interface Entry {
    isFile: boolean;
    isDirectory: boolean;
    file?: (ok: (file: File) => void, no: (e: unknown) => void) => void;
    createReader?: () => { readEntries: (ok: (list: Entry[]) => void, no: (e: unknown) => void) => void };
}

async function filesOfEntry(entry: Entry): Promise<File[]> {
    if (entry.isFile && entry.file) {
        const read = entry.file.bind(entry);
        return [await new Promise<File>((ok, no) => read(ok, no))];
    }
    if (!entry.isDirectory || !entry.createReader) return [];
    const reader = entry.createReader();
    const files: File[] = [];
    for (;;) {
        const list = await new Promise<Entry[]>((ok, no) => reader.readEntries(ok, no));
        if (!list.length) return files;
        for (const one of list) files.push(...(await filesOfEntry(one)));
    }
}

export async function filesOfDrop(transfer: DataTransfer): Promise<File[]> {
    const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.() as unknown as Entry | null);
    if (!entries.some(Boolean)) return [...transfer.files];
    const lists = await Promise.all(entries.flatMap((entry) => (entry ? [filesOfEntry(entry)] : [])));
    return lists.flat();
}
