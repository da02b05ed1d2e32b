import { index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { id, instant } from './columns'
import { organizations, people } from './identity'
import { models, versions } from './registry'

/** What people say about a model, or about one version of it. */
export const comments = pgTable(
  'comments',
  {
    id: id(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    modelId: uuid()
      .notNull()
      .references(() => models.id),
    /** Null where it is about the model as a whole. */
    versionId: uuid().references(() => versions.id),
    authorId: uuid()
      .notNull()
      .references(() => people.id),
    tokenId: uuid(),
    /** Markdown; a mention is `<@` the id of a person `>`. Empty once deleted. */
    body: text().notNull(),
    createdAt: instant().notNull(),
    editedAt: instant(),
    /** The trace of a deleted comment stays: that there was one, whose, and who took it away. */
    deletedAt: instant(),
    deletedBy: uuid(),
  },
  (t) => [
    index().on(t.modelId, t.createdAt, t.id),
    index().on(t.versionId, t.createdAt, t.id),
    index().on(t.organizationId, t.createdAt, t.id),
  ],
)

/** What a comment said before each edit. */
export const commentRevisions = pgTable(
  'comment_revisions',
  {
    commentId: uuid()
      .notNull()
      .references(() => comments.id),
    number: integer().notNull(),
    body: text().notNull(),
    /** When it stopped saying so. */
    at: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.commentId, t.number] })],
)

export const commentMentions = pgTable(
  'comment_mentions',
  {
    commentId: uuid()
      .notNull()
      .references(() => comments.id),
    personId: uuid()
      .notNull()
      .references(() => people.id),
  },
  (t) => [primaryKey({ columns: [t.commentId, t.personId] }), index().on(t.personId)],
)
