/** The comments of reviews, and what is done with them: what the window loads when it needs them. */
import { CommentActions, type CommentActionsParts } from './commentActions.ts';
import { ReviewComments, type ReviewCommentsParts } from './reviewComments.ts';

export function openComments(parts: ReviewCommentsParts & Omit<CommentActionsParts, 'comments'>) {
  const comments = new ReviewComments(parts);
  return { comments, actions: new CommentActions({ ...parts, comments }) };
}
