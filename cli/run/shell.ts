/** How sh reads a place in a script; `unsure` where nothing but plain words can be put safely. */
export type Quoting = 'plain' | 'single' | 'double' | 'comment' | 'unsure'

type Frame =
  | 'single'
  | 'double'
  | 'comment'
  | 'parenthesis'
  | 'arithmetic'
  | 'brace'
  | 'backquote'
  | 'ansi'
  | 'document'

const safeWord = /^[A-Za-z0-9_@%+=:,./-]+$/
const documentStart = /^<<(-?)[ \t]*(['"]?)([A-Za-z0-9_.-]+)\2(?=[\s;|&])/

/** Quotes a text so that sh reads it as one word with exactly these characters. */
export function quote(text: string): string {
  if (safeWord.test(text)) return text
  return `'${text.replaceAll("'", `'"'"'`)}'`
}

/**
 * A text as it must stand inside of this quoting to be read as exactly these characters; null where that
 * cannot be. Not for `plain`, where `quote` makes words.
 */
export function escapeIn(quoting: Exclude<Quoting, 'plain'>, text: string): string | null {
  if (quoting === 'single') return text.replaceAll("'", `'\\''`)
  if (quoting === 'double') return text.replace(/[\\$"`]/g, '\\$&')
  if (quoting === 'comment') return text.replace(/[\r\n]+/g, ' ')
  return text.split(' ').every((word) => word === '' || safeWord.test(word)) ? text : null
}

/**
 * Reads a script piece by piece and knows how sh will read what comes next. Where shells differ, or a
 * look at single characters cannot tell, it says `unsure` from there on.
 */
export class ShellReader {
  private readonly frames: Frame[] = []
  /** Ends of the here-documents whose lines come next. */
  private readonly documents: { end: string; tabs: boolean }[] = []
  private line = ''
  private before = '\n'
  private isEscaped = false
  private isLost = false

  get quoting(): Quoting {
    const frame = this.frames.at(-1)
    if (frame === 'single' || frame === 'comment') return this.isLost ? 'unsure' : frame
    // What a dollar or a backslash right before it would make of a text is another matter.
    if (this.isLost || this.isEscaped || this.before === '$') return 'unsure'
    if (frame === undefined || frame === 'parenthesis') return 'plain'
    return frame === 'double' ? 'double' : 'unsure'
  }

  /** Takes note that something was put here that ends as it began. */
  skip(text: string): void {
    if (text === '') return
    this.before = 'x'
    this.isEscaped = false
    this.line += text
  }

  read(text: string): void {
    for (let at = 0; at < text.length; ) at += this.step(text.slice(at, at + 300))
  }

  /** Reads the first characters of a text; answers how many. */
  private step(rest: string): number {
    const char = rest.charAt(0)
    const { before } = this
    // `$$` is a number, and what follows it begins nothing.
    this.before = char === '$' && before === '$' ? 'x' : char
    const frame = this.frames.at(-1)
    if (frame === 'document') this.readDocument(char)
    else if (frame === 'single') this.closeOn("'", char)
    else if (frame === 'comment') {
      if (char === '\n') this.frames.pop()
      if (char === '\n') this.newLine()
    } else if (this.isEscaped) {
      this.isEscaped = false
      // An escaped end of line is not there at all; any other character stands for itself.
      this.before = char === '\n' ? before : 'x'
    } else if (char === '\\') {
      this.isEscaped = true
      this.before = before
      if (frame === 'ansi') this.isLost = true
    } else if (frame === 'ansi') this.closeOn("'", char)
    else if (frame === 'backquote') this.closeOn('`', char)
    else if (char === '`') this.frames.push('backquote')
    else if (before === '$' && this.expansion(char)) return this.open(rest)
    else if (frame === 'double') this.closeOn('"', char)
    else if (frame === 'brace' || frame === 'arithmetic') this.readInside(frame, char)
    else return this.readPlain(rest, before)
    return 1
  }

  private expansion(char: string): boolean {
    const isQuoted = this.frames.at(-1) === 'double'
    return char === '(' || char === '{' || char === '[' || (char === "'" && !isQuoted)
  }

  private open(rest: string): number {
    const char = rest.charAt(0)
    if (char === '[') this.isLost = true
    else if (char === '{') this.frames.push('brace')
    else if (char === "'") this.frames.push('ansi')
    else if (!rest.startsWith('((')) this.frames.push('parenthesis')
    else {
      this.frames.push('arithmetic', 'arithmetic')
      return 2
    }
    return 1
  }

  /** Inside of an expansion; quotes in there mean different things to different shells. */
  private readInside(frame: 'brace' | 'arithmetic', char: string): void {
    if (char === "'" || char === '"') this.isLost = true
    else if (char === (frame === 'brace' ? '}' : ')')) this.frames.pop()
    else if (char === '(' && frame === 'arithmetic') this.frames.push('arithmetic')
  }

  private readPlain(rest: string, before: string): number {
    const char = rest.charAt(0)
    const startsWord = /[\s;|&()]/.test(before)
    if (char === "'") this.frames.push('single')
    else if (char === '"') this.frames.push('double')
    else if (char === '#' && startsWord) this.frames.push('comment')
    else if (rest.startsWith('((')) {
      this.frames.push('arithmetic', 'arithmetic')
      return 2
    } else if (char === '(') this.frames.push('parenthesis')
    else if (char === ')') this.closeParenthesis()
    else if (char === '\n') this.newLine()
    else if (rest.startsWith('<<<')) return 3
    else if (rest.startsWith('<<')) return this.announceDocument(rest)
    else if (startsWord && /^case\s/.test(rest)) this.noteCase()
    return 1
  }

  private closeOn(end: string, char: string): void {
    if (char === end) this.frames.pop()
  }

  /** One that closes nothing belongs to a pattern of `case`. */
  private closeParenthesis(): void {
    if (this.frames.at(-1) === 'parenthesis') this.frames.pop()
  }

  /** Its patterns have parentheses of their own, which could seem to end a substitution. */
  private noteCase(): void {
    if (this.frames.some((frame) => frame !== 'parenthesis')) this.isLost = true
  }

  private announceDocument(rest: string): number {
    const [all, dash, , end] = documentStart.exec(rest) ?? []
    // In a substitution, shells differ in when its lines begin.
    if (!all || !end || this.frames.length > 0) this.isLost = true
    else this.documents.push({ end, tabs: dash === '-' })
    this.before = 'x'
    return all?.length ?? 2
  }

  private newLine(): void {
    this.line = ''
    if (this.documents.length > 0) this.frames.push('document')
  }

  private readDocument(char: string): void {
    if (char !== '\n') {
      this.line += char
      return
    }
    const [next] = this.documents
    if (next && (next.tabs ? this.line.replace(/^\t+/, '') : this.line) === next.end) {
      this.documents.shift()
      if (this.documents.length === 0) this.frames.pop()
    }
    this.line = ''
  }
}
