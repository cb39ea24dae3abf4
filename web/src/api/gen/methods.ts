// Written by `npm run codegen` from crates/proto/protos. Do not edit.

import type {
  Attachment,
  Availability,
  CompleteImportSpaceRequest,
  CompleteImportSpaceResponse,
  ConfabAcceptInvitationRequest,
  ConfabAddGroupMemberRequest,
  ConfabAdminGroup,
  ConfabAdminUser,
  ConfabApp,
  ConfabAppGrants,
  ConfabAppKey,
  ConfabBatchListLinkPreviewsRequest,
  ConfabBatchListLinkPreviewsResponse,
  ConfabClickCardRequest,
  ConfabCreateAppKeyRequest,
  ConfabCreateAppRequest,
  ConfabCreateGroupRequest,
  ConfabCreateTokenRequest,
  ConfabCreateUserRequest,
  ConfabCreateWebhookRequest,
  ConfabDeclineInvitationRequest,
  ConfabDeleteAppKeyRequest,
  ConfabDeleteWebhookRequest,
  ConfabDelivery,
  ConfabGetAppRequest,
  ConfabGetDeliveryRequest,
  ConfabGetGroupRequest,
  ConfabGetPreferencesRequest,
  ConfabGetServerInfoRequest,
  ConfabGroup,
  ConfabInstallAppRequest,
  ConfabInstallAppResponse,
  ConfabInteractionResult,
  ConfabJoinSpaceRequest,
  ConfabListAppGrantsRequest,
  ConfabListAppGrantsResponse,
  ConfabListAppKeysRequest,
  ConfabListAppKeysResponse,
  ConfabListAppNoticesRequest,
  ConfabListAppNoticesResponse,
  ConfabListAppsRequest,
  ConfabListAppsResponse,
  ConfabListAuditEntriesRequest,
  ConfabListAuditEntriesResponse,
  ConfabListCommandsRequest,
  ConfabListCommandsResponse,
  ConfabListDeliveriesRequest,
  ConfabListDeliveriesResponse,
  ConfabListDiscoverableSpacesRequest,
  ConfabListDiscoverableSpacesResponse,
  ConfabListGroupMembersRequest,
  ConfabListGroupMembersResponse,
  ConfabListGroupsRequest,
  ConfabListGroupsResponse,
  ConfabListInvitationsRequest,
  ConfabListInvitationsResponse,
  ConfabListLinkPreviewsRequest,
  ConfabListLinkPreviewsResponse,
  ConfabListSpaceSummariesRequest,
  ConfabListSpaceSummariesResponse,
  ConfabListTokensRequest,
  ConfabListTokensResponse,
  ConfabListUsersRequest,
  ConfabListUsersResponse,
  ConfabListWebhooksRequest,
  ConfabListWebhooksResponse,
  ConfabOpenAppHomeRequest,
  ConfabPreferences,
  ConfabRemoveGroupMemberRequest,
  ConfabReplayDeliveryRequest,
  ConfabReportActivityRequest,
  ConfabRevokeTokenRequest,
  ConfabRunCommandRequest,
  ConfabSearchGroupsRequest,
  ConfabSearchGroupsResponse,
  ConfabSearchPeopleRequest,
  ConfabSearchPeopleResponse,
  ConfabServerInfo,
  ConfabSetAppGrantsRequest,
  ConfabSetUserAdminRequest,
  ConfabSetUserDisabledRequest,
  ConfabSubmitAppHomeRequest,
  ConfabSubmitDialogRequest,
  ConfabToken,
  ConfabUninstallAppRequest,
  ConfabUpdateAppRequest,
  ConfabUpdatePreferencesRequest,
  ConfabWebhook,
  CreateCustomEmojiRequest,
  CreateMembershipRequest,
  CreateMessagePinRequest,
  CreateMessageRequest,
  CreateReactionRequest,
  CreateSectionRequest,
  CreateSpaceRequest,
  CustomEmoji,
  DeleteCustomEmojiRequest,
  DeleteMembershipRequest,
  DeleteMessagePinRequest,
  DeleteMessageRequest,
  DeleteReactionRequest,
  DeleteSectionRequest,
  DeleteSpaceRequest,
  FindDirectMessageRequest,
  FindGroupChatsRequest,
  FindGroupChatsResponse,
  GetAttachmentRequest,
  GetAvailabilityRequest,
  GetCustomEmojiRequest,
  GetMembershipRequest,
  GetMessageRequest,
  GetSpaceEventRequest,
  GetSpaceNotificationSettingRequest,
  GetSpaceReadStateRequest,
  GetSpaceRequest,
  GetThreadReadStateRequest,
  ListCustomEmojisRequest,
  ListCustomEmojisResponse,
  ListMembershipsRequest,
  ListMembershipsResponse,
  ListMessagePinsRequest,
  ListMessagePinsResponse,
  ListMessagesRequest,
  ListMessagesResponse,
  ListReactionsRequest,
  ListReactionsResponse,
  ListSectionItemsRequest,
  ListSectionItemsResponse,
  ListSectionsRequest,
  ListSectionsResponse,
  ListSpaceEventsRequest,
  ListSpaceEventsResponse,
  ListSpacesRequest,
  ListSpacesResponse,
  MarkAsActiveRequest,
  MarkAsAwayRequest,
  MarkAsDoNotDisturbRequest,
  Membership,
  Message,
  MessagePin,
  MoveSectionItemRequest,
  MoveSectionItemResponse,
  PositionSectionRequest,
  PositionSectionResponse,
  Reaction,
  ReplaceMessageCardsRequest,
  ReplaceMessageCardsResponse,
  SearchMessagesRequest,
  SearchMessagesResponse,
  SearchSpacesRequest,
  SearchSpacesResponse,
  Section,
  SetUpSpaceRequest,
  Space,
  SpaceEvent,
  SpaceNotificationSetting,
  SpaceReadState,
  ThreadReadState,
  UpdateAvailabilityRequest,
  UpdateMembershipRequest,
  UpdateMessageRequest,
  UpdateSectionRequest,
  UpdateSpaceNotificationSettingRequest,
  UpdateSpaceReadStateRequest,
  UpdateSpaceRequest,
  UploadAttachmentRequest,
  UploadAttachmentResponse,
} from "./types";

export interface Route {
  verb: string;
  path: string;
  body?: string;
}

/** Request and response of every RPC that has a route. */
export interface Methods {
  GetServerInfo: { request: ConfabGetServerInfoRequest; response: ConfabServerInfo };
  ListUsers: { request: ConfabListUsersRequest; response: ConfabListUsersResponse };
  CreateUser: { request: ConfabCreateUserRequest; response: ConfabAdminUser };
  SetUserDisabled: { request: ConfabSetUserDisabledRequest; response: ConfabAdminUser };
  SetUserAdmin: { request: ConfabSetUserAdminRequest; response: ConfabAdminUser };
  ListGroups: { request: ConfabListGroupsRequest; response: ConfabListGroupsResponse };
  CreateGroup: { request: ConfabCreateGroupRequest; response: ConfabAdminGroup };
  ListGroupMembers: { request: ConfabListGroupMembersRequest; response: ConfabListGroupMembersResponse };
  AddGroupMember: { request: ConfabAddGroupMemberRequest; response: ConfabAdminUser };
  RemoveGroupMember: { request: ConfabRemoveGroupMemberRequest; response: Record<string, never> };
  SetAppGrants: { request: ConfabSetAppGrantsRequest; response: ConfabAppGrants };
  ListAppGrants: { request: ConfabListAppGrantsRequest; response: ConfabListAppGrantsResponse };
  ListAuditEntries: { request: ConfabListAuditEntriesRequest; response: ConfabListAuditEntriesResponse };
  ListApps: { request: ConfabListAppsRequest; response: ConfabListAppsResponse };
  GetApp: { request: ConfabGetAppRequest; response: ConfabApp };
  CreateApp: { request: ConfabCreateAppRequest; response: ConfabApp };
  UpdateApp: { request: ConfabUpdateAppRequest; response: ConfabApp };
  InstallApp: { request: ConfabInstallAppRequest; response: ConfabInstallAppResponse };
  UninstallApp: { request: ConfabUninstallAppRequest; response: Record<string, never> };
  ListAppKeys: { request: ConfabListAppKeysRequest; response: ConfabListAppKeysResponse };
  CreateAppKey: { request: ConfabCreateAppKeyRequest; response: ConfabAppKey };
  DeleteAppKey: { request: ConfabDeleteAppKeyRequest; response: Record<string, never> };
  ListDeliveries: { request: ConfabListDeliveriesRequest; response: ConfabListDeliveriesResponse };
  GetDelivery: { request: ConfabGetDeliveryRequest; response: ConfabDelivery };
  ReplayDelivery: { request: ConfabReplayDeliveryRequest; response: ConfabDelivery };
  ClickCard: { request: ConfabClickCardRequest; response: ConfabInteractionResult };
  RunCommand: { request: ConfabRunCommandRequest; response: ConfabInteractionResult };
  SubmitDialog: { request: ConfabSubmitDialogRequest; response: ConfabInteractionResult };
  OpenAppHome: { request: ConfabOpenAppHomeRequest; response: ConfabInteractionResult };
  SubmitAppHome: { request: ConfabSubmitAppHomeRequest; response: ConfabInteractionResult };
  ListCommands: { request: ConfabListCommandsRequest; response: ConfabListCommandsResponse };
  ListAppNotices: { request: ConfabListAppNoticesRequest; response: ConfabListAppNoticesResponse };
  ListInvitations: { request: ConfabListInvitationsRequest; response: ConfabListInvitationsResponse };
  AcceptInvitation: { request: ConfabAcceptInvitationRequest; response: Membership };
  DeclineInvitation: { request: ConfabDeclineInvitationRequest; response: Membership };
  ListDiscoverableSpaces: { request: ConfabListDiscoverableSpacesRequest; response: ConfabListDiscoverableSpacesResponse };
  JoinSpace: { request: ConfabJoinSpaceRequest; response: Membership };
  ListLinkPreviews: { request: ConfabListLinkPreviewsRequest; response: ConfabListLinkPreviewsResponse };
  BatchListLinkPreviews: { request: ConfabBatchListLinkPreviewsRequest; response: ConfabBatchListLinkPreviewsResponse };
  ReportActivity: { request: ConfabReportActivityRequest; response: Record<string, never> };
  SearchPeople: { request: ConfabSearchPeopleRequest; response: ConfabSearchPeopleResponse };
  SearchGroups: { request: ConfabSearchGroupsRequest; response: ConfabSearchGroupsResponse };
  GetGroup: { request: ConfabGetGroupRequest; response: ConfabGroup };
  GetPreferences: { request: ConfabGetPreferencesRequest; response: ConfabPreferences };
  UpdatePreferences: { request: ConfabUpdatePreferencesRequest; response: ConfabPreferences };
  ListSpaceSummaries: { request: ConfabListSpaceSummariesRequest; response: ConfabListSpaceSummariesResponse };
  ListTokens: { request: ConfabListTokensRequest; response: ConfabListTokensResponse };
  CreateToken: { request: ConfabCreateTokenRequest; response: ConfabToken };
  RevokeToken: { request: ConfabRevokeTokenRequest; response: Record<string, never> };
  CreateWebhook: { request: ConfabCreateWebhookRequest; response: ConfabWebhook };
  ListWebhooks: { request: ConfabListWebhooksRequest; response: ConfabListWebhooksResponse };
  DeleteWebhook: { request: ConfabDeleteWebhookRequest; response: Record<string, never> };
  CreateSpace: { request: CreateSpaceRequest; response: Space };
  SetUpSpace: { request: SetUpSpaceRequest; response: Space };
  GetSpace: { request: GetSpaceRequest; response: Space };
  ListSpaces: { request: ListSpacesRequest; response: ListSpacesResponse };
  SearchSpaces: { request: SearchSpacesRequest; response: SearchSpacesResponse };
  FindDirectMessage: { request: FindDirectMessageRequest; response: Space };
  FindGroupChats: { request: FindGroupChatsRequest; response: FindGroupChatsResponse };
  UpdateSpace: { request: UpdateSpaceRequest; response: Space };
  DeleteSpace: { request: DeleteSpaceRequest; response: Record<string, never> };
  CompleteImportSpace: { request: CompleteImportSpaceRequest; response: CompleteImportSpaceResponse };
  CreateMembership: { request: CreateMembershipRequest; response: Membership };
  GetMembership: { request: GetMembershipRequest; response: Membership };
  ListMemberships: { request: ListMembershipsRequest; response: ListMembershipsResponse };
  UpdateMembership: { request: UpdateMembershipRequest; response: Membership };
  DeleteMembership: { request: DeleteMembershipRequest; response: Membership };
  CreateMessage: { request: CreateMessageRequest; response: Message };
  GetMessage: { request: GetMessageRequest; response: Message };
  ListMessages: { request: ListMessagesRequest; response: ListMessagesResponse };
  UpdateMessage: { request: UpdateMessageRequest; response: Message };
  DeleteMessage: { request: DeleteMessageRequest; response: Record<string, never> };
  ReplaceMessageCards: { request: ReplaceMessageCardsRequest; response: ReplaceMessageCardsResponse };
  SearchMessages: { request: SearchMessagesRequest; response: SearchMessagesResponse };
  GetAttachment: { request: GetAttachmentRequest; response: Attachment };
  UploadAttachment: { request: UploadAttachmentRequest; response: UploadAttachmentResponse };
  CreateReaction: { request: CreateReactionRequest; response: Reaction };
  ListReactions: { request: ListReactionsRequest; response: ListReactionsResponse };
  DeleteReaction: { request: DeleteReactionRequest; response: Record<string, never> };
  CreateMessagePin: { request: CreateMessagePinRequest; response: MessagePin };
  ListMessagePins: { request: ListMessagePinsRequest; response: ListMessagePinsResponse };
  DeleteMessagePin: { request: DeleteMessagePinRequest; response: Record<string, never> };
  CreateCustomEmoji: { request: CreateCustomEmojiRequest; response: CustomEmoji };
  GetCustomEmoji: { request: GetCustomEmojiRequest; response: CustomEmoji };
  ListCustomEmojis: { request: ListCustomEmojisRequest; response: ListCustomEmojisResponse };
  DeleteCustomEmoji: { request: DeleteCustomEmojiRequest; response: Record<string, never> };
  GetSpaceReadState: { request: GetSpaceReadStateRequest; response: SpaceReadState };
  UpdateSpaceReadState: { request: UpdateSpaceReadStateRequest; response: SpaceReadState };
  GetThreadReadState: { request: GetThreadReadStateRequest; response: ThreadReadState };
  GetSpaceEvent: { request: GetSpaceEventRequest; response: SpaceEvent };
  ListSpaceEvents: { request: ListSpaceEventsRequest; response: ListSpaceEventsResponse };
  GetSpaceNotificationSetting: { request: GetSpaceNotificationSettingRequest; response: SpaceNotificationSetting };
  UpdateSpaceNotificationSetting: { request: UpdateSpaceNotificationSettingRequest; response: SpaceNotificationSetting };
  CreateSection: { request: CreateSectionRequest; response: Section };
  ListSections: { request: ListSectionsRequest; response: ListSectionsResponse };
  UpdateSection: { request: UpdateSectionRequest; response: Section };
  DeleteSection: { request: DeleteSectionRequest; response: Record<string, never> };
  PositionSection: { request: PositionSectionRequest; response: PositionSectionResponse };
  ListSectionItems: { request: ListSectionItemsRequest; response: ListSectionItemsResponse };
  MoveSectionItem: { request: MoveSectionItemRequest; response: MoveSectionItemResponse };
  GetAvailability: { request: GetAvailabilityRequest; response: Availability };
  UpdateAvailability: { request: UpdateAvailabilityRequest; response: Availability };
  MarkAsActive: { request: MarkAsActiveRequest; response: Availability };
  MarkAsAway: { request: MarkAsAwayRequest; response: Availability };
  MarkAsDoNotDisturb: { request: MarkAsDoNotDisturbRequest; response: Availability };
}

export const ROUTES: Record<keyof Methods, Route> = {
  GetServerInfo: {"verb":"GET","path":"/confab/v1/serverInfo"},
  ListUsers: {"verb":"GET","path":"/confab/v1/admin/users"},
  CreateUser: {"verb":"POST","path":"/confab/v1/admin/users","body":"*"},
  SetUserDisabled: {"verb":"POST","path":"/confab/v1/admin/{name=users/*}:setDisabled","body":"*"},
  SetUserAdmin: {"verb":"POST","path":"/confab/v1/admin/{name=users/*}:setAdmin","body":"*"},
  ListGroups: {"verb":"GET","path":"/confab/v1/admin/groups"},
  CreateGroup: {"verb":"POST","path":"/confab/v1/admin/groups","body":"*"},
  ListGroupMembers: {"verb":"GET","path":"/confab/v1/admin/{parent=groups/*}/members"},
  AddGroupMember: {"verb":"POST","path":"/confab/v1/admin/{name=groups/*}:addMember","body":"*"},
  RemoveGroupMember: {"verb":"POST","path":"/confab/v1/admin/{name=groups/*}:removeMember","body":"*"},
  SetAppGrants: {"verb":"POST","path":"/confab/v1/admin/{name=apps/*}:setGrants","body":"*"},
  ListAppGrants: {"verb":"GET","path":"/confab/v1/admin/apps"},
  ListAuditEntries: {"verb":"GET","path":"/confab/v1/admin/auditEntries"},
  ListApps: {"verb":"GET","path":"/confab/v1/apps"},
  GetApp: {"verb":"GET","path":"/confab/v1/{name=apps/*}"},
  CreateApp: {"verb":"POST","path":"/confab/v1/apps","body":"app"},
  UpdateApp: {"verb":"PATCH","path":"/confab/v1/{app.name=apps/*}","body":"app"},
  InstallApp: {"verb":"POST","path":"/confab/v1/{name=apps/*}:install","body":"*"},
  UninstallApp: {"verb":"POST","path":"/confab/v1/{name=apps/*}:uninstall","body":"*"},
  ListAppKeys: {"verb":"GET","path":"/confab/v1/{parent=apps/*}/keys"},
  CreateAppKey: {"verb":"POST","path":"/confab/v1/{parent=apps/*}/keys","body":"*"},
  DeleteAppKey: {"verb":"DELETE","path":"/confab/v1/{name=apps/*/keys/*}"},
  ListDeliveries: {"verb":"GET","path":"/confab/v1/{parent=apps/*}/deliveries"},
  GetDelivery: {"verb":"GET","path":"/confab/v1/{name=apps/*/deliveries/*}"},
  ReplayDelivery: {"verb":"POST","path":"/confab/v1/{name=apps/*/deliveries/*}:replay","body":"*"},
  ClickCard: {"verb":"POST","path":"/confab/v1/{name=spaces/*/messages/*}:click","body":"*"},
  RunCommand: {"verb":"POST","path":"/confab/v1/{parent=spaces/*}:runCommand","body":"*"},
  SubmitDialog: {"verb":"POST","path":"/confab/v1/{parent=spaces/*}:submitDialog","body":"*"},
  OpenAppHome: {"verb":"POST","path":"/confab/v1/{parent=spaces/*}:openAppHome","body":"*"},
  SubmitAppHome: {"verb":"POST","path":"/confab/v1/{parent=spaces/*}:submitAppHome","body":"*"},
  ListCommands: {"verb":"GET","path":"/confab/v1/{parent=spaces/*}/commands"},
  ListAppNotices: {"verb":"GET","path":"/confab/v1/{parent=spaces/*}/appNotices"},
  ListInvitations: {"verb":"GET","path":"/confab/v1/invitations"},
  AcceptInvitation: {"verb":"POST","path":"/confab/v1/{name=spaces/*}:acceptInvitation","body":"*"},
  DeclineInvitation: {"verb":"POST","path":"/confab/v1/{name=spaces/*}:declineInvitation","body":"*"},
  ListDiscoverableSpaces: {"verb":"GET","path":"/confab/v1/discoverableSpaces"},
  JoinSpace: {"verb":"POST","path":"/confab/v1/{name=spaces/*}:join","body":"*"},
  ListLinkPreviews: {"verb":"GET","path":"/confab/v1/{parent=spaces/*/messages/*}/linkPreviews"},
  BatchListLinkPreviews: {"verb":"GET","path":"/confab/v1/{parent=spaces/*}/linkPreviews:batchList"},
  ReportActivity: {"verb":"POST","path":"/confab/v1/presence:reportActivity","body":"*"},
  SearchPeople: {"verb":"GET","path":"/confab/v1/people"},
  SearchGroups: {"verb":"GET","path":"/confab/v1/groups"},
  GetGroup: {"verb":"GET","path":"/confab/v1/{name=groups/*}"},
  GetPreferences: {"verb":"GET","path":"/confab/v1/{name=users/*/preferences}"},
  UpdatePreferences: {"verb":"PATCH","path":"/confab/v1/{preferences.name=users/*/preferences}","body":"preferences"},
  ListSpaceSummaries: {"verb":"GET","path":"/confab/v1/users/me/spaceSummaries"},
  ListTokens: {"verb":"GET","path":"/confab/v1/tokens"},
  CreateToken: {"verb":"POST","path":"/confab/v1/tokens","body":"*"},
  RevokeToken: {"verb":"DELETE","path":"/confab/v1/{name=tokens/*}"},
  CreateWebhook: {"verb":"POST","path":"/confab/v1/{parent=spaces/*}/webhooks","body":"webhook"},
  ListWebhooks: {"verb":"GET","path":"/confab/v1/{parent=spaces/*}/webhooks"},
  DeleteWebhook: {"verb":"DELETE","path":"/confab/v1/{name=spaces/*/webhooks/*}"},
  CreateSpace: {"verb":"POST","path":"/v1/spaces","body":"space"},
  SetUpSpace: {"verb":"POST","path":"/v1/spaces:setup","body":"*"},
  GetSpace: {"verb":"GET","path":"/v1/{name=spaces/*}"},
  ListSpaces: {"verb":"GET","path":"/v1/spaces"},
  SearchSpaces: {"verb":"GET","path":"/v1/spaces:search"},
  FindDirectMessage: {"verb":"GET","path":"/v1/spaces:findDirectMessage"},
  FindGroupChats: {"verb":"GET","path":"/v1/spaces:findGroupChats"},
  UpdateSpace: {"verb":"PATCH","path":"/v1/{space.name=spaces/*}","body":"space"},
  DeleteSpace: {"verb":"DELETE","path":"/v1/{name=spaces/*}"},
  CompleteImportSpace: {"verb":"POST","path":"/v1/{name=spaces/*}:completeImport","body":"*"},
  CreateMembership: {"verb":"POST","path":"/v1/{parent=spaces/*}/members","body":"membership"},
  GetMembership: {"verb":"GET","path":"/v1/{name=spaces/*/members/*}"},
  ListMemberships: {"verb":"GET","path":"/v1/{parent=spaces/*}/members"},
  UpdateMembership: {"verb":"PATCH","path":"/v1/{membership.name=spaces/*/members/*}","body":"membership"},
  DeleteMembership: {"verb":"DELETE","path":"/v1/{name=spaces/*/members/*}"},
  CreateMessage: {"verb":"POST","path":"/v1/{parent=spaces/*}/messages","body":"message"},
  GetMessage: {"verb":"GET","path":"/v1/{name=spaces/*/messages/*}"},
  ListMessages: {"verb":"GET","path":"/v1/{parent=spaces/*}/messages"},
  UpdateMessage: {"verb":"PUT","path":"/v1/{message.name=spaces/*/messages/*}","body":"message"},
  DeleteMessage: {"verb":"DELETE","path":"/v1/{name=spaces/*/messages/*}"},
  ReplaceMessageCards: {"verb":"POST","path":"/v1/{name=spaces/*/messages/*}:replaceCards","body":"*"},
  SearchMessages: {"verb":"POST","path":"/v1/{parent=spaces/*}/messages:search","body":"*"},
  GetAttachment: {"verb":"GET","path":"/v1/{name=spaces/*/messages/*/attachments/*}"},
  UploadAttachment: {"verb":"POST","path":"/v1/{parent=spaces/*}/attachments:upload","body":"*"},
  CreateReaction: {"verb":"POST","path":"/v1/{parent=spaces/*/messages/*}/reactions","body":"reaction"},
  ListReactions: {"verb":"GET","path":"/v1/{parent=spaces/*/messages/*}/reactions"},
  DeleteReaction: {"verb":"DELETE","path":"/v1/{name=spaces/*/messages/*/reactions/*}"},
  CreateMessagePin: {"verb":"POST","path":"/v1/{parent=spaces/*}/messagePins","body":"message_pin"},
  ListMessagePins: {"verb":"GET","path":"/v1/{parent=spaces/*}/messagePins"},
  DeleteMessagePin: {"verb":"DELETE","path":"/v1/{name=spaces/*/messagePins/*}"},
  CreateCustomEmoji: {"verb":"POST","path":"/v1/customEmojis","body":"custom_emoji"},
  GetCustomEmoji: {"verb":"GET","path":"/v1/{name=customEmojis/*}"},
  ListCustomEmojis: {"verb":"GET","path":"/v1/customEmojis"},
  DeleteCustomEmoji: {"verb":"DELETE","path":"/v1/{name=customEmojis/*}"},
  GetSpaceReadState: {"verb":"GET","path":"/v1/{name=users/*/spaces/*/spaceReadState}"},
  UpdateSpaceReadState: {"verb":"PATCH","path":"/v1/{space_read_state.name=users/*/spaces/*/spaceReadState}","body":"space_read_state"},
  GetThreadReadState: {"verb":"GET","path":"/v1/{name=users/*/spaces/*/threads/*/threadReadState}"},
  GetSpaceEvent: {"verb":"GET","path":"/v1/{name=spaces/*/spaceEvents/*}"},
  ListSpaceEvents: {"verb":"GET","path":"/v1/{parent=spaces/*}/spaceEvents"},
  GetSpaceNotificationSetting: {"verb":"GET","path":"/v1/{name=users/*/spaces/*/spaceNotificationSetting}"},
  UpdateSpaceNotificationSetting: {"verb":"PATCH","path":"/v1/{space_notification_setting.name=users/*/spaces/*/spaceNotificationSetting}","body":"space_notification_setting"},
  CreateSection: {"verb":"POST","path":"/v1/{parent=users/*}/sections","body":"section"},
  ListSections: {"verb":"GET","path":"/v1/{parent=users/*}/sections"},
  UpdateSection: {"verb":"PATCH","path":"/v1/{section.name=users/*/sections/*}","body":"section"},
  DeleteSection: {"verb":"DELETE","path":"/v1/{name=users/*/sections/*}"},
  PositionSection: {"verb":"POST","path":"/v1/{name=users/*/sections/*}:position","body":"*"},
  ListSectionItems: {"verb":"GET","path":"/v1/{parent=users/*/sections/*}/items"},
  MoveSectionItem: {"verb":"POST","path":"/v1/{name=users/*/sections/*/items/*}:move","body":"*"},
  GetAvailability: {"verb":"GET","path":"/v1/{name=users/*/availability}"},
  UpdateAvailability: {"verb":"PATCH","path":"/v1/{availability.name=users/*/availability}","body":"availability"},
  MarkAsActive: {"verb":"POST","path":"/v1/{name=users/*/availability}:markAsActive","body":"*"},
  MarkAsAway: {"verb":"POST","path":"/v1/{name=users/*/availability}:markAsAway","body":"*"},
  MarkAsDoNotDisturb: {"verb":"POST","path":"/v1/{name=users/*/availability}:markAsDoNotDisturb","body":"*"},
};
