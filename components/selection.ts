/** The id of the form that the boxes of a page belong to, wherever on it they stand. */
export const selectionForm = 'selection'

/** The most versions that are decided on, tagged or archived at once. */
export const mostAtOnce = 200
