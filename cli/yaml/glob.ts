/**
 * Whether a name fits a glob: `*` stands for any characters but a slash, `**` for any, `?` for one.
 * Without a slash in it, the glob is about the last part of the name, wherever it lies.
 */
export function fits(glob: string, name: string): boolean {
  const isWhole = regexpOf(glob).test(name)
  return (
    isWhole || (!glob.includes('/') && regexpOf(glob).test(name.slice(name.lastIndexOf('/') + 1)))
  )
}

function regexpOf(glob: string): RegExp {
  const text = glob.replace(/\*\*\/|\*+|\?|[^*?]+/g, (part) => {
    if (part === '**/') return '(?:.*/)?'
    if (part === '*') return '[^/]*'
    if (part.startsWith('*')) return '.*'
    return part === '?' ? '[^/]' : part.replace(/[.+^${}()|[\]\\]/g, '\\$&')
  })
  return new RegExp(`^${text}$`, 's')
}
