/** Refusals as MLflow spells them: a code that its clients know, and one sentence. */

/**
 * The client repeats 408, 429 and 5xx for minutes while the script stands still, so only what may pass by itself has one
 * of those.
 */
const statusOf = {
  INVALID_PARAMETER_VALUE: 400,
  BAD_REQUEST: 400,
  RESOURCE_ALREADY_EXISTS: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  RESOURCE_DOES_NOT_EXIST: 404,
  ENDPOINT_NOT_FOUND: 404,
  RESOURCE_CONFLICT: 409,
  // 500 in MLflow, which the client would repeat; a bug stays one.
  INTERNAL_ERROR: 400,
  TEMPORARILY_UNAVAILABLE: 503,
} as const;
export type ApiErrorCode = keyof typeof statusOf;

export class ApiError extends Error {
  readonly code: ApiErrorCode;
  readonly status: number;

  constructor(code: ApiErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ApiError';
    this.code = code;
    this.status = statusOf[code];
  }
}

/** The body of an error response. */
export function errorBody({ code, message }: ApiError): { error_code: ApiErrorCode; message: string } {
  return { error_code: code, message };
}
