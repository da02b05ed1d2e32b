import { text } from 'node:stream/consumers'
import { readBlob } from '../files/store'
import { log } from '../log'
import { describeModel, type ModelDescription, type ModelTexts, modelFiles } from './mlmodel'
import { maxModelFile } from './texts'

interface StoredFile {
  name: string
  /** Bytes. */
  size: number
  sha256: string
}

/**
 * What a model of MLflow says of itself, from its files in the blob store. Null where it is none; bytes that
 * cannot be had now are a note, too, so that no registration fails for what is only shown.
 */
export async function readModel(files: readonly StoredFile[]): Promise<ModelDescription | null> {
  const texts: ModelTexts = {}
  const notes: string[] = []
  for (const name of modelFiles) {
    const file = files.find((one) => one.name === name)
    if (!file) continue
    if (file.size > maxModelFile) {
      notes.push(`${name} is too large to be read.`)
      if (name === 'MLmodel') texts.MLmodel = '{}'
      continue
    }
    try {
      texts[name] = await text(readBlob(file.sha256))
    } catch (error) {
      log().error({ err: error, file: name }, 'a file of a model cannot be read')
      notes.push(`${name} could not be read.`)
      if (name === 'MLmodel') texts.MLmodel = '{}'
    }
  }
  const description = described(texts)
  return description && { ...description, notes: [...notes, ...description.notes] }
}

/** Whatever is written in the files, no registration fails for it. */
function described(texts: ModelTexts): ModelDescription | null {
  try {
    return describeModel(texts)
  } catch (error) {
    log().error({ err: error }, 'what a model says of itself cannot be read')
    const nothing = describeModel({ MLmodel: '{}' })
    return nothing && { ...nothing, notes: ['MLmodel could not be read.'] }
  }
}
