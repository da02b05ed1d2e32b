import { sql } from 'drizzle-orm'
import { index, jsonb, pgEnum, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import type { Json } from '../json'
import { instant, tsvector } from './columns'
import { organizations, people } from './identity'

export const documentKindEnum = pgEnum('document_kind', ['model', 'version'])

/**
 * The words of a model (name, slug, card, tags) or of a version (note, tags). Triggers of the database
 * write it, so that no door can forget to: `db/migrations/0005_find.sql`.
 */
export const searchDocuments = pgTable(
  'search_documents',
  {
    /** The id of the model or version. */
    id: uuid().primaryKey(),
    kind: documentKindEnum().notNull(),
    organizationId: uuid().notNull(),
    words: tsvector().notNull(),
  },
  // Models are few among versions, so that one index for both would read the many for the few.
  (t) => [
    index('search_documents_models_index').using('gin', t.words).where(sql`${t.kind} = 'model'`),
    index('search_documents_versions_index')
      .using('gin', t.words)
      .where(sql`${t.kind} = 'version'`),
  ],
)

/** Every word that an organization's documents hold or held: what a mistyped word may have meant. */
export const searchWords = pgTable(
  'search_words',
  {
    organizationId: uuid().notNull(),
    word: text().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.word] }),
    index('search_words_word_index').using('gin', t.word.op('gin_trgm_ops')),
  ],
)

export const directions = ['lower', 'higher'] as const
export const directionEnum = pgEnum('metric_direction', directions)

/** What an organization says of a metric; what is not said here is guessed from the name. */
export const metricDefinitions = pgTable(
  'metric_definitions',
  {
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    key: text().notNull(),
    direction: directionEnum(),
    unit: text().notNull().default(''),
    updatedAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.organizationId, t.key] })],
)

/** How a person likes to see things: the columns of a list, keys switched off. */
export const preferences = pgTable(
  'preferences',
  {
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    personId: uuid()
      .notNull()
      .references(() => people.id),
    /** What of: `models.columns`. */
    key: text().notNull(),
    value: jsonb().$type<Json>().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.organizationId, t.personId, t.key] })],
)
