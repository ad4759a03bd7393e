/** Requests and responses of `temporal.api.operatorservice.v1.OperatorService`, in plain-object form. */

/** @see temporal.api.enums.v1.IndexedValueType; the names are those that the `type` of a payload has */
export const SEARCH_ATTRIBUTE_TYPES = [
  'Text',
  'Keyword',
  'Int',
  'Double',
  'Bool',
  'Datetime',
  'KeywordList',
] as const;

/** The type of a search attribute. */
export type SearchAttributeType = (typeof SEARCH_ATTRIBUTE_TYPES)[number];

/** The types of search attributes by the names of the attributes. */
export type SearchAttributeTypes = Readonly<Record<string, SearchAttributeType>>;

/** What operators ask of the service. */
export interface OperatorMethods {
  readonly AddSearchAttributes: {
    request: { readonly searchAttributes: SearchAttributeTypes };
    response: object;
  };
  readonly ListSearchAttributes: {
    request: object;
    response: { readonly customAttributes: SearchAttributeTypes };
  };
}

/** The name of a method for operators. */
export type OperatorMethod = keyof OperatorMethods;
