import { z } from 'zod'
import { ActorView, Instant } from '../view'

const maxCharacters = 20_000

/** What a comment says: Markdown, with line ends as they are kept. */
export const Body = z
  .string()
  .overwrite((text) => text.replace(/\r\n?/g, '\n').trimEnd())
  .refine((text) => text.trim() !== '', 'Write something first.')
  .max(maxCharacters, `A comment has at most ${maxCharacters} characters.`)
  .refine((text) => !text.includes('\0'), 'A comment holds no NUL character.')
  .describe('Markdown; @ and the e-mail address of a member mentions them')

export const Mention = z.object({ id: z.string(), name: z.string() }).meta({ id: 'Mention' })
export type Mention = z.infer<typeof Mention>

export const Comment = z
  .object({
    id: z.string(),
    uri: z.string().describe('What it is about: the model, or one version of it'),
    model: z.string(),
    version: z.number().int().nullable().describe('Null where it is about the model as a whole'),
    author: ActorView,
    body: z.string().describe('Markdown; a mention is <@id>. Empty once deleted'),
    mentions: z.array(Mention).describe('The people whose ids stand in the body'),
    edits: z.number().int().describe('How often it was edited'),
    createdAt: Instant,
    editedAt: Instant.nullable(),
    deletedAt: Instant.nullable(),
    deletedBy: ActorView.nullable(),
  })
  .meta({ id: 'Comment' })
export type Comment = z.infer<typeof Comment>

export const CommentRevision = z
  .object({
    number: z.number().int(),
    body: z.string().describe('What it said before this edit'),
    mentions: z.array(Mention),
    at: Instant.describe('When it stopped saying so'),
  })
  .meta({ id: 'CommentRevision' })
export type CommentRevision = z.infer<typeof CommentRevision>

export const Mentionable = z
  .object({
    id: z.string(),
    name: z.string(),
    mention: z.string().describe('What to write to mention them'),
  })
  .meta({ id: 'Mentionable' })
export type Mentionable = z.infer<typeof Mentionable>

export const MentionableList = z.object({ items: z.array(Mentionable) })
