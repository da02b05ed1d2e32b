/** The pattern of `like` for whatever has this text somewhere in it. */
export const likePattern = (text: string) => `%${literally(text)}%`

/** The pattern of `like` for whatever has all these words in it, in this order. */
export const likeWords = (words: readonly string[]) => `%${words.map(literally).join('%')}%`

/** The pattern of `like` for whatever begins with this text. */
export const likeStart = (text: string) => `${literally(text)}%`

/** The pattern of `like` for this text and no other; with `ilike`, whatever the case of its letters. */
export const literally = (text: string) => text.replace(/[\\%_]/g, '\\$&')
