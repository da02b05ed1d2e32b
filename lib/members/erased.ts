/** An address that nobody has: `.invalid` never leads anywhere (RFC 2606). */
export function erasedAddress(personId: string): string {
  return `${personId}@erased.invalid`
}

export function isErased(email: string): boolean {
  return email.endsWith('@erased.invalid')
}
