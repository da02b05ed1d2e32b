/**
 * How the parts of a split are told apart: by fill, so that nobody needs colour to. Neighbours always differ;
 * what a part is stands beside it in words.
 */
const looks = [
  'bg-(--ink)',
  'border border-(--ink) bg-[repeating-linear-gradient(135deg,var(--ink)_0_1.5px,transparent_1.5px_4px)]',
  'bg-(--ink-3)',
  'border border-(--ink) bg-[radial-gradient(circle,var(--ink)_1px,transparent_1.25px)] bg-size-[4px_4px]',
  'border border-(--ink)',
] as const

/** The look of what nobody may name. */
export const hiddenLook = 'border border-dashed border-(--line-strong)'

export function lookOf(position: number): string {
  return looks[position % looks.length] ?? looks[0]
}

/** Fills are kept on paper, and follow the two colours of forced-colours mode. */
export const looksKept =
  '[print-color-adjust:exact] forced-color-adjust-none forced-colors:[--ink-3:GrayText] forced-colors:[--ink:CanvasText]'
