import { text } from '../action'
import { invalid } from '../errors'

/** What the forms of `LifePanel` say to archive and restore. */
export function lifeFields(form: FormData): { force: boolean; note: string } {
  return { force: text(form, 'force') === 'true', note: text(form, 'note') }
}

/** The same for delete, which wants the name typed. Throws `invalid` for any other name. */
export function deleteFields(form: FormData, name: string): { force: boolean; note: string } {
  const message = `Type ${name} to delete it.`
  if (text(form, 'name').trim() !== name) throw invalid(message, { fields: { name: message } })
  return lifeFields(form)
}
