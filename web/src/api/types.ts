// The one door to the API's types. Once the server answers, these come from the generated schema.d.ts under the same names.
export type * from './contract'
