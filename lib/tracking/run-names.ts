import { randomInt } from 'node:crypto'

/** A name for a run that was given none, such as `calm-heron-417`. */
export function generatedName(): string {
  return `${one(adjectives)}-${one(animals)}-${randomInt(1000)}`
}

const one = (words: readonly string[]) => words[randomInt(words.length)] ?? ''

const adjectives = [
  ...['able', 'airy', 'amber', 'bold', 'brave', 'brisk', 'calm', 'candid', 'clever', 'cosy'],
  ...['crisp', 'deft', 'eager', 'early', 'fair', 'fleet', 'fond', 'frank', 'gentle', 'glad'],
  ...['grand', 'hardy', 'honest', 'humble', 'jolly', 'keen', 'kind', 'lively', 'loyal', 'lucid'],
  ...['merry', 'mild', 'neat', 'noble', 'patient', 'placid', 'proud', 'quick', 'quiet', 'rapid'],
  ...['ready', 'sage', 'sharp', 'steady', 'sunny', 'tidy', 'vivid', 'warm', 'wise', 'witty'],
]

const animals = [
  ...['ant', 'badger', 'bat', 'bear', 'beaver', 'bee', 'bison', 'crane', 'crow', 'deer'],
  ...['dolphin', 'dove', 'eagle', 'elk', 'falcon', 'finch', 'fox', 'frog', 'gecko', 'goat'],
  ...['goose', 'gull', 'hare', 'hawk', 'heron', 'horse', 'ibis', 'jay', 'koala', 'lark'],
  ...['lion', 'lynx', 'mole', 'moose', 'newt', 'otter', 'owl', 'panda', 'puffin', 'quail'],
  ...['raven', 'robin', 'seal', 'snail', 'stork', 'swan', 'tiger', 'toad', 'whale', 'wren'],
]
