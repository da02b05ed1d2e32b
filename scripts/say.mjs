/**
 * One calm line about what goes on, on stderr: stdout belongs to the command's own answer.
 * @param {string} line
 */
export function say(line) {
  process.stderr.write(`${line}\n`)
}

/**
 * @param {number} since milliseconds, from Date.now()
 * @returns {string} for example `4.2 s`
 */
export function took(since) {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`
}
