/**
 * The shapes the desk's API and live socket speak, as far as the console reads them.
 * Belongs here: shapes from the protocol. Not here: the console's own state (beside each reducer).
 *
 * @typedef {"admin" | "supervisor" | "agent"} Role
 * @typedef {{id: string, name: string, email: string, role: Role}} Agent
 * @typedef {{agent: Agent, csrf: string}} Session
 * @typedef {{id: string, name: string, role: Role, active: boolean}} Colleague
 *
 * @typedef {"open" | "snoozed" | "resolved"} Status
 * @typedef {{id: string, kind: string, name: string}} ChannelRef
 * @typedef {{id: string, name: string | null, email: string | null, verified: boolean}} Contact
 * @typedef {{id: string, version: number, channel: ChannelRef, contact: Contact, status: Status,
 *   assignee: {id: string, name: string} | null, labels: string[], last_message: Message | null, unread: number,
 *   created_at: string, last_activity_at: string, online: boolean}} Conversation
 *
 * @typedef {{kind: "agent" | "bot" | "contact" | "system", id: string, name: string}} Author
 * @typedef {{id: string, name: string, size: number, content_type: string}} FileRef
 * @typedef {{state: "held" | "queued" | "sent" | "failed", error?: string | null,
 *   delivered_at: string | null, seen_at: string | null}} Delivery
 * @typedef {{allowed: boolean, until: string | null, refusal: string | null}} RecallOffer
 * @typedef {"wrong_message" | "unfinished" | "wrong_link_or_file" | "other"} Reason
 * @typedef {{by: {id: string, name: string}, at: string, reason: Reason | null, note: string | null,
 *   state: "done" | "asking", contact_had: "seen" | "delivered" | "nothing",
 *   removal: "pending" | "confirmed" | "expired", removed_at: string | null, waiting_for: number}} Recalled
 * @typedef {{id: string, version: number, conversation_id: string, position: number, seq: number | null,
 *   client_ref: string | null, kind: "reply" | "contact" | "note" | "system", author: Author, text: string | null,
 *   files: FileRef[], reply_to: string | null, sent_at: string, delivery: Delivery | null,
 *   recall: RecallOffer, recalled: Recalled | null}} Message
 *
 * @typedef {{items: Conversation[], next: string | null}} ConversationPage
 * @typedef {{items: Message[], next: string | null, upto: number}} MessagePage
 *
 * @typedef {{id: string, kind: string, name: string, key: string, origins: string[], recall_window_seconds: number,
 *   created_at: string}} Channel
 * @typedef {Channel & {snippet: string, identity_secret: string}} NewChannel
 * @typedef {{id: string, name: string, email: string, role: Role, active: boolean}} AgentRow
 * @typedef {"read" | "reply" | "admin"} Scope
 * @typedef {{id: string, name: string, scope: Scope, created_at: string, revoked_at: string | null}} ApiToken
 * @typedef {ApiToken & {secret: string}} NewApiToken
 * @typedef {{id: string, at: string, kind: string, agent: {id: string, name: string} | null, from: string,
 *   conversation_id?: string, message_id?: string, code?: string}} AuditEntry
 */

export {};
