import {
  boolean,
  index,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import type { Json } from '../json'
import { id, instant } from './columns'
import { blobs } from './files'
import { organizations, people } from './identity'
import { models } from './registry'

/** A part of a model's card. */
export interface CardBlock {
  /** Stays the same through edits and reorderings. */
  id: string
  category: string
  title: string
  /** Markdown. */
  body: string
}

/** Every state that a model's card was in; the highest number is the card. */
export const cardRevisions = pgTable(
  'card_revisions',
  {
    modelId: uuid()
      .notNull()
      .references(() => models.id),
    number: integer().notNull(),
    blocks: jsonb().$type<CardBlock[]>().notNull(),
    /** The revision that this one brought back. */
    restores: integer(),
    createdBy: uuid()
      .notNull()
      .references(() => people.id),
    tokenId: uuid(),
    createdAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.modelId, t.number] })],
)

/** Images that cards, notes and comments of a model show. */
export const modelImages = pgTable(
  'model_images',
  {
    id: id(),
    modelId: uuid()
      .notNull()
      .references(() => models.id),
    sha256: text()
      .notNull()
      .references(() => blobs.sha256),
    /** As its bytes say, not as its name does. */
    mediaType: text().notNull(),
    name: text().notNull(),
    createdBy: uuid()
      .notNull()
      .references(() => people.id),
    tokenId: uuid(),
    createdAt: instant().notNull(),
  },
  (t) => [index().on(t.modelId, t.createdAt), index().on(t.sha256)],
)

export const fieldKinds = ['text', 'number', 'choice', 'date', 'person', 'url'] as const
export const fieldKindEnum = pgEnum('field_kind', fieldKinds)

/** What an organization wants to know of each of its models. */
export const fieldDefinitions = pgTable(
  'field_definitions',
  {
    id: id(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    /** Its name in filters: `field.risk:high`. */
    key: text().notNull(),
    label: text().notNull(),
    help: text().notNull().default(''),
    kind: fieldKindEnum().notNull(),
    /** Of a choice. */
    choices: text().array().notNull().default([]),
    required: boolean().notNull().default(false),
    position: integer().notNull(),
    createdAt: instant().notNull(),
    /** Set instead of deleting: what models say of it is kept and not shown. */
    removedAt: instant(),
  },
  (t) => [uniqueIndex().on(t.organizationId, t.key)],
)

/** What a model says in a field. */
export const modelFields = pgTable(
  'model_fields',
  {
    modelId: uuid()
      .notNull()
      .references(() => models.id),
    fieldId: uuid()
      .notNull()
      .references(() => fieldDefinitions.id),
    /** A number of the kind number; a text of all others: a day, the id of a person, an address. */
    value: jsonb().$type<Json>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.modelId, t.fieldId] }), index().on(t.fieldId)],
)
