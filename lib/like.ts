/** The pattern of `ilike` for whatever has this text somewhere in it. */
export const likePattern = (text: string) => `%${text.replace(/[\\%_]/g, '\\$&')}%`
