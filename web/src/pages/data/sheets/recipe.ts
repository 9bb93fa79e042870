// Answers into the recipe: small changes of one object, so that each can be tested.
import type { Recipe, RecipeSheet, Sheet, Understood } from './types';

const KEY = 'junheng.recipe';

/** The entry of the recipe that speaks about a sheet: they stand in the order of the sheets used. */
export function entryOf(understood: Understood, sheet: Sheet): number {
    return understood.sheets.filter((s) => !s.left_out).indexOf(sheet);
}

/** A copy with that entry changed; a workbook's sheet is named in it, so that no other takes it. */
export function withEntry(understood: Understood, sheet: Sheet, change: (entry: RecipeSheet) => RecipeSheet): Recipe {
    const at = entryOf(understood, sheet);
    const sheets = understood.recipe.sheets.map((entry, i) =>
        i === at ? change({ ...entry, ...(sheet.sheet ? { sheet: sheet.sheet } : {}) }) : entry);
    return { ...understood.recipe, sheets };
}

export function withField(understood: Understood, sheet: Sheet, key: string, field: string, factor: number): Recipe {
    return withEntry(understood, sheet, (entry) => ({
        ...entry,
        columns: { ...entry.columns, [key]: factor === 1 ? field : { field, factor } },
    }));
}

/** id null: leave out whatever bears the name. */
export function withName(recipe: Recipe, what: string, text: string, above: string, id: string | null): Recipe {
    const list = what === 'hospital' ? 'hospitals' : 'areas';
    const key = above ? `${above}/${text}` : text;
    return { ...recipe, [list]: { ...recipe[list], [key]: id } };
}

export function withValue(recipe: Recipe, text: string, value: number | null): Recipe {
    return { ...recipe, values: { ...recipe.values, [text]: value } };
}

/** The recipe kept from last time, if the browser keeps anything. */
export function kept(): Recipe | null {
    try {
        const text = localStorage.getItem(KEY);
        const recipe = text ? (JSON.parse(text) as Recipe) : null;
        return recipe?.recipe === 1 ? recipe : null;
    } catch {
        return null;
    }
}

export function keep(recipe: Recipe | null): void {
    try {
        if (recipe) localStorage.setItem(KEY, JSON.stringify(recipe));
        else localStorage.removeItem(KEY);
    } catch {
        // A browser that keeps nothing: the recipe can be saved as a file.
    }
}

/** The form with all files and the answers so far. */
export function form(files: File[], recipe: Recipe | null): FormData {
    const out = new FormData();
    for (const file of files) out.append('file', file, file.name);
    if (recipe) out.append('file', new Blob([JSON.stringify(recipe)], { type: 'application/json' }), 'recipe.json');
    return out;
}
