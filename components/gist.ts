/** The first line of a Markdown text that is no heading, without its marks: what it says in short. */
export function gist(markdown: string): string {
  const lines = markdown.split('\n').filter((line) => /[\p{L}\p{N}]/u.test(line))
  const line = lines.find((one) => !/^\s*#/.test(one)) ?? lines[0] ?? ''
  return line
    .replace(/^\s*(?:(?:#+|>|[-+*])\s+)*/, '')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/(\*\*|__|`)(.+?)\1/g, '$2')
    .replace(/(^|[\s(])([*_])(\S.*?)\2(?=$|[\s).,;:!?])/g, '$1$3')
}
