/**
 * Whether a key press may be a shortcut of one key. Not while someone types, not with a modifier, not in a
 * dialog, and not where the person has switched them off.
 */
export function isSingleKey(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.isComposing) return false
  if (event.ctrlKey || event.metaKey || event.altKey) return false
  if (document.documentElement.dataset.keys === 'off') return false
  return !isTyping(event.target) && document.querySelector('dialog:modal') === null
}

const fields =
  'textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=submit], [type=button])'

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  // The field of a dialog that was just closed keeps the focus until the page is drawn again.
  return target.checkVisibility() && target.closest(fields) !== null
}
