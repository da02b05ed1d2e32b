/** The id of the form that the boxes of a page belong to, wherever on it they stand. */
export const selectionForm = 'selection'
