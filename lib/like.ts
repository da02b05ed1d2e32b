/** A pattern for `like` that finds a text anywhere, word for word. */
export const likePattern = (text: string) => `%${text.replace(/[\\%_]/g, '\\$&')}%`
