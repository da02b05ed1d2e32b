/**
 * A pattern for `like` as a client wrote it, where `\` makes the character behind it a plain one. At the end
 * it has nothing behind it and stands for itself, which PostgreSQL would refuse.
 */
export function literalTail(pattern: string): string {
  let slashes = 0
  while (slashes < pattern.length && pattern[pattern.length - 1 - slashes] === '\\') slashes += 1
  return slashes % 2 === 1 ? `${pattern}\\` : pattern
}
