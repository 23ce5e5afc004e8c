/** Where the pages of each kind of matter live. */
export const MATTER_PATHS = { problem: 'problems', letter: 'letters', instruction: 'instructions', meeting: 'meetings', inspection: 'inspections', draw: 'look-backs', plan: 'plans', change: 'changes', text: 'texts' } as const
