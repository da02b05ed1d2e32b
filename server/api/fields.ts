import { defineField, updateField } from '@/lib/fields/define'
import { listFields } from '@/lib/fields/queries'
import { removeField } from '@/lib/fields/remove'
import { setFields } from '@/lib/fields/set'
import { Field } from '@/lib/fields/view'
import { Model } from '@/lib/models/view'
import { pageOf } from '@/lib/view'
import { routes } from './router'

const { list, get, post, put, patch, remove } = routes()

get('/:org/fields', listFields, {
  summary: 'List the fields that models have here',
  answer: pageOf(Field),
})
post('/:org/fields', defineField, { summary: 'Define a field of models', answer: Field })
patch('/:org/fields/:key', updateField, {
  summary: 'Change a field of models, or its place',
  answer: Field,
})
remove('/:org/fields/:key', removeField, { summary: 'Remove a field of models' })
put('/:org/models/:model/fields', setFields, {
  summary: 'Say what is true of a model, by the keys of fields; null takes a value back',
  answer: Model,
})

export const fieldRoutes = list
