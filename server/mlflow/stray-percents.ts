/**
 * A path in which every percent sign that encodes nothing is encoded itself. MLflow's clients send it as it
 * stands in the name of a file, and their own server takes it so.
 */
export function strayPercents(url: string): string {
  const [path = '', ...query] = url.split('?')
  return [path.replace(/%(?![0-9a-f]{2})/gi, '%25'), ...query].join('?')
}
