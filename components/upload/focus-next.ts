/**
 * Called before a row goes with its `data-remove` button, which holds the focus: the keyboard goes on at the
 * same button of the next row, else of the one before, else at what stands there without any row.
 */
export function focusNext(row: Element | null, otherwise: HTMLElement | null | undefined): void {
  const beside = [row?.nextElementSibling, row?.previousElementSibling]
  const [next] = beside.flatMap((other) => other?.querySelector<HTMLElement>('[data-remove]') ?? [])
  const place = next ?? otherwise
  place?.focus()
}
