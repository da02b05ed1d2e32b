export interface Shortcut {
  keys: readonly string[]
  does: string
}

/** Every key, as the list of them says it. */
export const shortcuts = [
  {
    title: 'Anywhere',
    keys: [
      { keys: ['Ctrl', 'K'], does: 'Find or do anything by its name (⌘ K on a Mac)' },
      { keys: ['?'], does: 'This list' },
    ],
  },
  {
    title: 'In lists',
    keys: [
      { keys: ['/'], does: 'Filter' },
      { keys: ['Esc'], does: 'Leave the filter for the rows' },
      { keys: ['j'], does: 'Next row' },
      { keys: ['k'], does: 'Row before' },
      { keys: ['Enter'], does: 'Open the row' },
      { keys: ['x'], does: 'Select the row, or leave it out again' },
      { keys: ['c'], does: 'Compare what is selected' },
    ],
  },
  {
    title: 'On a version',
    keys: [
      { keys: ['a'], does: 'Go to the decision with Approve selected; nothing is sent' },
      { keys: ['r'], does: 'Go to the decision with Reject selected; nothing is sent' },
    ],
  },
] as const satisfies readonly { title: string; keys: readonly Shortcut[] }[]
