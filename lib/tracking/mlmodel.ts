import type { Json } from '../view'
import { type Environment, environmentOf } from './environment'
import { type Signature, signatureOf } from './signature'
import { fieldsOf, objectIn, textIn } from './texts'

/**
 * What a model that MLflow packed says of itself: its `MLmodel` and the files of its environment. Pure; reads
 * texts alone and unpickles nothing. What cannot be read is a note, never a failure.
 */
export interface ModelDescription {
  flavors: Flavor[]
  /** What it takes and answers; null where it says nothing of it. */
  signature: Signature | null
  mlflowVersion: string | null
  /** `m-…` of a logged model; of an earlier client null. */
  modelId: string | null
  /** The run that made it, by the id that its own server gave it. */
  runId: string | null
  /** As it is written there, in UTC. */
  createdAt: string | null
  inputExample: { path: string; type: string } | null
  environment: Environment | null
  /** What could not be read, in sentences. */
  notes: string[]
}

export interface Flavor {
  name: string
  /** What is said of it in a word: its version, the file it loads, how that was written. */
  facts: Record<string, string>
}

/** The texts of the files that are read, by name; a file that is not there is left out. */
export type ModelTexts = Partial<Record<(typeof modelFiles)[number], string>>

/** The files that are read, at the first level of a model. */
export const modelFiles = ['MLmodel', 'conda.yaml', 'python_env.yaml', 'requirements.txt'] as const

const mostFlavors = 50
const mostFacts = 30

/** What the files say together. Null where there is no `MLmodel`: then it is no model of MLflow's. */
export function describeModel(texts: ModelTexts): ModelDescription | null {
  const { MLmodel, ...others } = texts
  if (MLmodel === undefined) return null
  const model = parseMlmodel(MLmodel)
  const { environment, notes } = environmentOf(others)
  return { ...model, environment, notes: [...model.notes, ...notes] }
}

/** What a text says that is an `MLmodel`. */
export function parseMlmodel(text: string): ModelDescription {
  const notes: string[] = []
  const fields = fieldsOf(text, 'MLmodel', notes)
  const example = objectIn(fields.saved_input_example_info)
  const path = textIn(example.artifact_path)
  return {
    flavors: flavorsOf(fields.flavors),
    signature: signatureOf(objectIn(fields.signature), notes),
    mlflowVersion: textIn(fields.mlflow_version),
    modelId: textIn(fields.model_id),
    runId: textIn(fields.run_id),
    createdAt: textIn(fields.utc_time_created),
    inputExample: path === null ? null : { path, type: textIn(example.type) ?? '' },
    environment: null,
    notes,
  }
}

function flavorsOf(value: unknown): Flavor[] {
  return Object.entries(objectIn(value))
    .slice(0, mostFlavors)
    .flatMap(([key, said]) => {
      const name = textIn(key)
      if (name === null) return []
      const facts = Object.entries(objectIn(said)).flatMap(([key, value]) => {
        const [fact, text] = [textIn(key), textIn(value)]
        return fact === null || text === null ? [] : [[fact, text] as const]
      })
      return [{ name, facts: Object.fromEntries(facts.slice(0, mostFacts)) }]
    })
}

/** As it is kept beside a version; an interface is not yet JSON in the eyes of the compiler. */
export const asJson = (description: ModelDescription) => description as unknown as Json
