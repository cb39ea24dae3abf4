// Written by `npm run codegen` from crates/proto/protos. Do not edit.

export interface ConfabGetServerInfoRequest {

}

export interface ConfabServerInfo {
  version?: string;
  profile?: string;
  customer?: string;
}

export interface ConfabAdminUser {
  name?: string;
  email?: string;
  displayName?: string;
  admin?: boolean;
  disabled?: boolean;
  createTime?: string;
}

export interface ConfabListUsersRequest {
  pageSize?: number;
  pageToken?: string;
}

export interface ConfabListUsersResponse {
  users?: ConfabAdminUser[];
  nextPageToken?: string;
}

export interface ConfabCreateUserRequest {
  email?: string;
  displayName?: string;
  admin?: boolean;
  password?: string;
}

export interface ConfabSetUserDisabledRequest {
  name?: string;
  disabled?: boolean;
}

export interface ConfabSetUserAdminRequest {
  name?: string;
  admin?: boolean;
}

export interface ConfabAdminGroup {
  name?: string;
  email?: string;
  displayName?: string;
}

export interface ConfabListGroupsRequest {
  pageSize?: number;
  pageToken?: string;
}

export interface ConfabListGroupsResponse {
  groups?: ConfabAdminGroup[];
  nextPageToken?: string;
}

export interface ConfabCreateGroupRequest {
  email?: string;
  displayName?: string;
}

export interface ConfabListGroupMembersRequest {
  parent?: string;
  pageSize?: number;
  pageToken?: string;
}

export interface ConfabListGroupMembersResponse {
  users?: ConfabAdminUser[];
  nextPageToken?: string;
}

export interface ConfabAddGroupMemberRequest {
  name?: string;
  user?: string;
}

export interface ConfabRemoveGroupMemberRequest {
  name?: string;
  user?: string;
}

export interface ConfabSetAppGrantsRequest {
  name?: string;
  approvedScopes?: string[];
  delegatedScopes?: string[];
}

export interface ConfabAppGrants {
  name?: string;
  displayName?: string;
  clientEmail?: string;
  approvedScopes?: string[];
  delegatedScopes?: string[];
}

export interface ConfabListAppGrantsRequest {
  pageSize?: number;
  pageToken?: string;
}

export interface ConfabListAppGrantsResponse {
  apps?: ConfabAppGrants[];
  nextPageToken?: string;
}

export interface ConfabAuditEntry {
  number?: string;
  time?: string;
  actor?: string;
  action?: string;
  target?: string;
  detail?: string;
  origin?: string;
}

export interface ConfabListAuditEntriesRequest {
  pageSize?: number;
  pageToken?: string;
  actor?: string;
  action?: string;
}

export interface ConfabListAuditEntriesResponse {
  entries?: ConfabAuditEntry[];
  nextPageToken?: string;
}

export interface ConfabApp {
  name?: string;
  user?: string;
  displayName?: string;
  avatarUrl?: string;
  description?: string;
  projectNumber?: string;
  clientEmail?: string;
  endpoint?: string;
  events?: string;
  audience?: string;
  commands?: ConfabAppCommand[];
  linkPreviews?: string[];
  joinsSpaces?: boolean;
  home?: boolean;
  visibleTo?: string[];
  homeUrl?: string;
}

export interface ConfabAppCommand {
  commandId?: number;
  name?: string;
  description?: string;
  dialog?: boolean;
  messageAction?: boolean;
}

export interface ConfabListAppsRequest {
  pageSize?: number;
  pageToken?: string;
}

export interface ConfabListAppsResponse {
  apps?: ConfabApp[];
  nextPageToken?: string;
}

export interface ConfabGetAppRequest {
  name?: string;
}

export interface ConfabCreateAppRequest {
  app?: ConfabApp;
}

export interface ConfabUpdateAppRequest {
  app?: ConfabApp;
  updateMask?: string;
}

export interface ConfabInstallAppRequest {
  name?: string;
  space?: string;
}

export interface ConfabInstallAppResponse {
  space?: string;
}

export interface ConfabUninstallAppRequest {
  name?: string;
  space?: string;
}

export interface ConfabAppKey {
  name?: string;
  createTime?: string;
  file?: string;
}

export interface ConfabListAppKeysRequest {
  parent?: string;
}

export interface ConfabListAppKeysResponse {
  keys?: ConfabAppKey[];
}

export interface ConfabCreateAppKeyRequest {
  parent?: string;
}

export interface ConfabDeleteAppKeyRequest {
  name?: string;
}

export interface ConfabDelivery {
  name?: string;
  eventType?: string;
  state?: string;
  reason?: string;
  outcome?: string;
  space?: string;
  message?: string;
  user?: string;
  createTime?: string;
  finishTime?: string;
  nextAttemptTime?: string;
  attempts?: ConfabDeliveryAttempt[];
  url?: string;
  request?: string;
  response?: string;
  result?: string;
  curl?: string;
}

export interface ConfabDeliveryAttempt {
  time?: string;
  milliseconds?: number;
  status?: number;
  error?: string;
}

export interface ConfabListDeliveriesRequest {
  parent?: string;
  pageSize?: number;
  pageToken?: string;
  state?: string;
  space?: string;
}

export interface ConfabListDeliveriesResponse {
  deliveries?: ConfabDelivery[];
  nextPageToken?: string;
}

export interface ConfabGetDeliveryRequest {
  name?: string;
}

export interface ConfabReplayDeliveryRequest {
  name?: string;
}

export interface ConfabClickCardRequest {
  name?: string;
  function?: string;
  parameters?: Record<string, string>;
  formInputs?: Record<string, unknown>;
  submitDialog?: boolean;
  cancelDialog?: boolean;
}

export interface ConfabInteractionResult {
  message?: Message;
  dialog?: Dialog;
  actionStatus?: ConfabDialogStatus;
  suggestions?: CardSelectionInputSelectionItem[];
  error?: string;
  configUrl?: string;
  home?: CardCard;
  delivery?: string;
  refresh?: boolean;
}

export interface ConfabDialogStatus {
  statusCode?: RpcCode;
  userFacingMessage?: string;
}

export interface ConfabRunCommandRequest {
  parent?: string;
  app?: string;
  commandId?: number;
  command?: string;
  text?: string;
  thread?: string;
  message?: string;
}

export interface ConfabSubmitDialogRequest {
  parent?: string;
  app?: string;
  function?: string;
  parameters?: Record<string, string>;
  formInputs?: Record<string, unknown>;
  cancel?: boolean;
  thread?: string;
}

export interface ConfabOpenAppHomeRequest {
  parent?: string;
}

export interface ConfabSubmitAppHomeRequest {
  parent?: string;
  function?: string;
  parameters?: Record<string, string>;
  formInputs?: Record<string, unknown>;
  openDialog?: boolean;
  submitDialog?: boolean;
  cancelDialog?: boolean;
}

export interface ConfabListCommandsRequest {
  parent?: string;
}

export interface ConfabListCommandsResponse {
  commands?: ConfabSpaceCommand[];
}

export interface ConfabSpaceCommand {
  app?: User;
  commandId?: number;
  name?: string;
  description?: string;
  type?: ConfabSpaceCommandType;
  opensDialog?: boolean;
}

export type ConfabSpaceCommandType = "TYPE_UNSPECIFIED" | "SLASH_COMMAND" | "QUICK_COMMAND" | "MESSAGE_ACTION";

export interface ConfabListAppNoticesRequest {
  parent?: string;
}

export interface ConfabListAppNoticesResponse {
  notices?: ConfabAppNotice[];
}

export interface ConfabAppNotice {
  app?: User;
  message?: string;
  time?: string;
  result?: ConfabInteractionResult;
}

export interface ConfabListInvitationsRequest {
  pageSize?: number;
  pageToken?: string;
}

export interface ConfabInvitation {
  space?: Space;
  membership?: Membership;
}

export interface ConfabListInvitationsResponse {
  invitations?: ConfabInvitation[];
  nextPageToken?: string;
}

export interface ConfabAcceptInvitationRequest {
  name?: string;
}

export interface ConfabDeclineInvitationRequest {
  name?: string;
}

export interface ConfabListDiscoverableSpacesRequest {
  pageSize?: number;
  pageToken?: string;
}

export interface ConfabListDiscoverableSpacesResponse {
  spaces?: Space[];
  nextPageToken?: string;
}

export interface ConfabJoinSpaceRequest {
  name?: string;
}

export interface ConfabLinkPreview {
  uri?: string;
  title?: string;
  description?: string;
  siteName?: string;
  imageUri?: string;
}

export interface ConfabListLinkPreviewsRequest {
  parent?: string;
}

export interface ConfabListLinkPreviewsResponse {
  linkPreviews?: ConfabLinkPreview[];
}

export interface ConfabBatchListLinkPreviewsRequest {
  parent?: string;
  messages?: string[];
}

export interface ConfabBatchListLinkPreviewsResponse {
  previews?: ConfabBatchListLinkPreviewsResponseOfMessage[];
}

export interface ConfabBatchListLinkPreviewsResponseOfMessage {
  message?: string;
  linkPreviews?: ConfabLinkPreview[];
}

export interface ConfabLiveEvent {
  space?: string;
  spaceEvent?: SpaceEvent;
  readState?: SpaceReadState;
  appNoticesChanged?: ConfabAppNoticesChanged;
  presenceChanges?: ConfabPresenceChanges;
}

export interface ConfabAppNoticesChanged {

}

export interface ConfabPresenceChanges {
  presences?: ConfabPresence[];
}

export interface ConfabPresence {
  user?: string;
  state?: AvailabilityState;
}

export interface ConfabReportActivityRequest {

}

export interface ConfabSearchPeopleRequest {
  query?: string;
  pageSize?: number;
  pageToken?: string;
}

export interface ConfabSearchPeopleResponse {
  people?: User[];
  nextPageToken?: string;
}

export interface ConfabGroup {
  name?: string;
  displayName?: string;
  email?: string;
}

export interface ConfabSearchGroupsRequest {
  query?: string;
  pageSize?: number;
  pageToken?: string;
}

export interface ConfabSearchGroupsResponse {
  groups?: ConfabGroup[];
  nextPageToken?: string;
}

export interface ConfabGetGroupRequest {
  name?: string;
}

export interface ConfabPreferences {
  name?: string;
  locale?: string;
  timeZone?: string;
}

export interface ConfabGetPreferencesRequest {
  name?: string;
}

export interface ConfabUpdatePreferencesRequest {
  preferences?: ConfabPreferences;
  updateMask?: string;
}

export interface ConfabListSpaceSummariesRequest {
  pageSize?: number;
  pageToken?: string;
}

export interface ConfabListSpaceSummariesResponse {
  spaceSummaries?: ConfabSpaceSummary[];
  nextPageToken?: string;
}

export interface ConfabSpaceSummary {
  space?: Space;
  unreadCount?: number;
  mentionCount?: number;
  lastReadTime?: string;
  members?: User[];
}

export interface ConfabToken {
  name?: string;
  displayName?: string;
  scopes?: string[];
  createTime?: string;
  expireTime?: string;
  accessToken?: string;
}

export interface ConfabListTokensRequest {
  pageSize?: number;
  pageToken?: string;
}

export interface ConfabListTokensResponse {
  tokens?: ConfabToken[];
  nextPageToken?: string;
}

export interface ConfabCreateTokenRequest {
  displayName?: string;
  scopes?: string[];
  ttlSeconds?: string;
}

export interface ConfabRevokeTokenRequest {
  name?: string;
}

export interface ConfabWebhook {
  name?: string;
  displayName?: string;
  avatarUrl?: string;
  url?: string;
  tokenHint?: string;
  creator?: string;
  createTime?: string;
}

export interface ConfabCreateWebhookRequest {
  parent?: string;
  webhook?: ConfabWebhook;
}

export interface ConfabListWebhooksRequest {
  parent?: string;
  pageSize?: number;
  pageToken?: string;
}

export interface ConfabListWebhooksResponse {
  webhooks?: ConfabWebhook[];
  nextPageToken?: string;
}

export interface ConfabDeleteWebhookRequest {
  name?: string;
}

export interface CardCard {
  header?: CardCardCardHeader;
  sections?: CardCardSection[];
  sectionDividerStyle?: CardCardDividerStyle;
  cardActions?: CardCardCardAction[];
  name?: string;
  fixedFooter?: CardCardCardFixedFooter;
  displayStyle?: CardCardDisplayStyle;
  peekCardHeader?: CardCardCardHeader;
}

export interface CardCardCardHeader {
  title?: string;
  subtitle?: string;
  imageType?: CardWidgetImageType;
  imageUrl?: string;
  imageAltText?: string;
}

export interface CardCardSection {
  header?: string;
  widgets?: CardWidget[];
  collapsible?: boolean;
  uncollapsibleWidgetsCount?: number;
  collapseControl?: CardCollapseControl;
}

export interface CardCardCardAction {
  actionLabel?: string;
  onClick?: CardOnClick;
}

export interface CardCardNestedWidget {
  textParagraph?: CardTextParagraph;
  buttonList?: CardButtonList;
  image?: CardImage;
}

export interface CardCardCardFixedFooter {
  primaryButton?: CardButton;
  secondaryButton?: CardButton;
}

export type CardCardDividerStyle = "DIVIDER_STYLE_UNSPECIFIED" | "SOLID_DIVIDER" | "NO_DIVIDER";

export type CardCardDisplayStyle = "DISPLAY_STYLE_UNSPECIFIED" | "PEEK" | "REPLACE";

export interface CardCollapseControl {
  horizontalAlignment?: CardWidgetHorizontalAlignment;
  expandButton?: CardButton;
  collapseButton?: CardButton;
}

export interface CardWidget {
  textParagraph?: CardTextParagraph;
  image?: CardImage;
  decoratedText?: CardDecoratedText;
  buttonList?: CardButtonList;
  textInput?: CardTextInput;
  selectionInput?: CardSelectionInput;
  dateTimePicker?: CardDateTimePicker;
  divider?: CardDivider;
  grid?: CardGrid;
  columns?: CardColumns;
  carousel?: CardCarousel;
  chipList?: CardChipList;
  horizontalAlignment?: CardWidgetHorizontalAlignment;
}

export type CardWidgetImageType = "SQUARE" | "CIRCLE";

export type CardWidgetHorizontalAlignment = "HORIZONTAL_ALIGNMENT_UNSPECIFIED" | "START" | "CENTER" | "END";

export type CardWidgetVerticalAlignment = "VERTICAL_ALIGNMENT_UNSPECIFIED" | "TOP" | "MIDDLE" | "BOTTOM";

export interface CardTextParagraph {
  text?: string;
  maxLines?: number;
  textSyntax?: CardTextParagraphTextSyntax;
}

export type CardTextParagraphTextSyntax = "TEXT_SYNTAX_UNSPECIFIED" | "HTML" | "MARKDOWN";

export interface CardImage {
  imageUrl?: string;
  onClick?: CardOnClick;
  altText?: string;
}

export interface CardDivider {

}

export interface CardDecoratedText {
  icon?: CardIcon;
  startIcon?: CardIcon;
  startIconVerticalAlignment?: CardWidgetVerticalAlignment;
  topLabel?: string;
  topLabelText?: CardTextParagraph;
  text?: string;
  contentText?: CardTextParagraph;
  wrapText?: boolean;
  bottomLabel?: string;
  bottomLabelText?: CardTextParagraph;
  onClick?: CardOnClick;
  button?: CardButton;
  switchControl?: CardDecoratedTextSwitchControl;
  endIcon?: CardIcon;
}

export interface CardDecoratedTextSwitchControl {
  name?: string;
  value?: string;
  selected?: boolean;
  onChangeAction?: CardAction;
  controlType?: CardDecoratedTextSwitchControlControlType;
}

export type CardDecoratedTextSwitchControlControlType = "SWITCH" | "CHECKBOX" | "CHECK_BOX";

export interface CardTextInput {
  name?: string;
  label?: string;
  hintText?: string;
  value?: string;
  type?: CardTextInputType;
  onChangeAction?: CardAction;
  initialSuggestions?: CardSuggestions;
  autoCompleteAction?: CardAction;
  validation?: CardValidation;
  placeholderText?: string;
}

export type CardTextInputType = "SINGLE_LINE" | "MULTIPLE_LINE";

export interface CardSuggestions {
  items?: CardSuggestionsSuggestionItem[];
}

export interface CardSuggestionsSuggestionItem {
  text?: string;
}

export interface CardValidation {
  characterLimit?: number;
  inputType?: CardValidationInputType;
}

export type CardValidationInputType = "INPUT_TYPE_UNSPECIFIED" | "TEXT" | "INTEGER" | "FLOAT" | "EMAIL" | "EMOJI_PICKER";

export interface CardButtonList {
  buttons?: CardButton[];
}

export interface CardSelectionInput {
  name?: string;
  label?: string;
  type?: CardSelectionInputSelectionType;
  items?: CardSelectionInputSelectionItem[];
  onChangeAction?: CardAction;
  multiSelectMaxSelectedItems?: number;
  multiSelectMinQueryLength?: number;
  externalDataSource?: CardAction;
  platformDataSource?: CardSelectionInputPlatformDataSource;
}

export interface CardSelectionInputSelectionItem {
  text?: string;
  value?: string;
  selected?: boolean;
  startIconUri?: string;
  bottomText?: string;
}

export interface CardSelectionInputPlatformDataSource {
  commonDataSource?: CardSelectionInputPlatformDataSourceCommonDataSource;
}

export type CardSelectionInputPlatformDataSourceCommonDataSource = "UNKNOWN" | "USER";

export type CardSelectionInputSelectionType = "CHECK_BOX" | "RADIO_BUTTON" | "SWITCH" | "DROPDOWN" | "MULTI_SELECT";

export interface CardDateTimePicker {
  name?: string;
  label?: string;
  type?: CardDateTimePickerDateTimePickerType;
  valueMsEpoch?: string;
  timezoneOffsetDate?: number;
  onChangeAction?: CardAction;
}

export type CardDateTimePickerDateTimePickerType = "DATE_AND_TIME" | "DATE_ONLY" | "TIME_ONLY";

export interface CardButton {
  text?: string;
  icon?: CardIcon;
  color?: TypeColor;
  onClick?: CardOnClick;
  disabled?: boolean;
  altText?: string;
  type?: CardButtonType;
}

export type CardButtonType = "TYPE_UNSPECIFIED" | "OUTLINED" | "FILLED" | "FILLED_TONAL" | "BORDERLESS";

export interface CardIcon {
  knownIcon?: string;
  iconUrl?: string;
  materialIcon?: CardMaterialIcon;
  altText?: string;
  imageType?: CardWidgetImageType;
}

export interface CardMaterialIcon {
  name?: string;
  fill?: boolean;
  weight?: number;
  grade?: number;
}

export interface CardImageCropStyle {
  type?: CardImageCropStyleImageCropType;
  aspectRatio?: number;
}

export type CardImageCropStyleImageCropType = "IMAGE_CROP_TYPE_UNSPECIFIED" | "SQUARE" | "CIRCLE" | "RECTANGLE_CUSTOM" | "RECTANGLE_4_3";

export interface CardBorderStyle {
  type?: CardBorderStyleBorderType;
  strokeColor?: TypeColor;
  cornerRadius?: number;
}

export type CardBorderStyleBorderType = "BORDER_TYPE_UNSPECIFIED" | "NO_BORDER" | "STROKE";

export interface CardImageComponent {
  imageUri?: string;
  altText?: string;
  cropStyle?: CardImageCropStyle;
  borderStyle?: CardBorderStyle;
}

export interface CardGrid {
  title?: string;
  items?: CardGridGridItem[];
  borderStyle?: CardBorderStyle;
  columnCount?: number;
  onClick?: CardOnClick;
}

export interface CardGridGridItem {
  id?: string;
  image?: CardImageComponent;
  title?: string;
  subtitle?: string;
  layout?: CardGridGridItemGridItemLayout;
}

export type CardGridGridItemGridItemLayout = "GRID_ITEM_LAYOUT_UNSPECIFIED" | "TEXT_BELOW" | "TEXT_ABOVE";

export interface CardColumns {
  columnItems?: CardColumnsColumn[];
}

export interface CardColumnsColumn {
  horizontalSizeStyle?: CardColumnsColumnHorizontalSizeStyle;
  horizontalAlignment?: CardWidgetHorizontalAlignment;
  verticalAlignment?: CardColumnsColumnVerticalAlignment;
  widgets?: CardColumnsColumnWidgets[];
}

export interface CardColumnsColumnWidgets {
  textParagraph?: CardTextParagraph;
  image?: CardImage;
  decoratedText?: CardDecoratedText;
  buttonList?: CardButtonList;
  textInput?: CardTextInput;
  selectionInput?: CardSelectionInput;
  dateTimePicker?: CardDateTimePicker;
  chipList?: CardChipList;
}

export type CardColumnsColumnHorizontalSizeStyle = "HORIZONTAL_SIZE_STYLE_UNSPECIFIED" | "FILL_AVAILABLE_SPACE" | "FILL_MINIMUM_SPACE";

export type CardColumnsColumnVerticalAlignment = "VERTICAL_ALIGNMENT_UNSPECIFIED" | "CENTER" | "TOP" | "BOTTOM";

export interface CardCarousel {
  carouselCards?: CardCarouselCarouselCard[];
}

export interface CardCarouselCarouselCard {
  widgets?: CardCardNestedWidget[];
  footerWidgets?: CardCardNestedWidget[];
}

export interface CardChipList {
  layout?: CardChipListLayout;
  chips?: CardChip[];
}

export type CardChipListLayout = "LAYOUT_UNSPECIFIED" | "WRAPPED" | "HORIZONTAL_SCROLLABLE";

export interface CardChip {
  icon?: CardIcon;
  label?: string;
  onClick?: CardOnClick;
  enabled?: boolean;
  disabled?: boolean;
  altText?: string;
}

export interface CardOnClick {
  action?: CardAction;
  openLink?: CardOpenLink;
  openDynamicLinkAction?: CardAction;
  card?: CardCard;
  overflowMenu?: CardOverflowMenu;
}

export interface CardOverflowMenu {
  items?: CardOverflowMenuOverflowMenuItem[];
}

export interface CardOverflowMenuOverflowMenuItem {
  startIcon?: CardIcon;
  text?: string;
  onClick?: CardOnClick;
  disabled?: boolean;
}

export interface CardOpenLink {
  url?: string;
  openAs?: CardOpenLinkOpenAs;
  onClose?: CardOpenLinkOnClose;
}

export type CardOpenLinkOpenAs = "FULL_SIZE" | "OVERLAY";

export type CardOpenLinkOnClose = "NOTHING" | "RELOAD";

export interface CardAction {
  function?: string;
  parameters?: CardActionActionParameter[];
  loadIndicator?: CardActionLoadIndicator;
  persistValues?: boolean;
  interaction?: CardActionInteraction;
  requiredWidgets?: string[];
  allWidgetsAreRequired?: boolean;
}

export interface CardActionActionParameter {
  key?: string;
  value?: string;
}

export type CardActionLoadIndicator = "SPINNER" | "NONE";

export type CardActionInteraction = "INTERACTION_UNSPECIFIED" | "OPEN_DIALOG";

export interface TypeColor {
  red?: number;
  green?: number;
  blue?: number;
  alpha?: unknown;
}

export interface Message {
  name?: string;
  sender?: User;
  createTime?: string;
  lastUpdateTime?: string;
  deleteTime?: string;
  text?: string;
  formattedText?: string;
  cards?: ContextualAddOnMarkupCard[];
  cardsV2?: CardWithId[];
  annotations?: Annotation[];
  thread?: Thread;
  space?: Space;
  fallbackText?: string;
  actionResponse?: ActionResponse;
  argumentText?: string;
  slashCommand?: SlashCommand;
  attachment?: Attachment[];
  matchedUrl?: MatchedUrl;
  threadReply?: boolean;
  silent?: boolean;
  clientAssignedMessageId?: string;
  emojiReactionSummaries?: EmojiReactionSummary[];
  privateMessageViewer?: User;
  deletionMetadata?: DeletionMetadata;
  quotedMessageMetadata?: QuotedMessageMetadata;
  attachedGifs?: AttachedGif[];
  accessoryWidgets?: AccessoryWidget[];
  markupSyntax?: MarkupSyntax;
}

export interface Thread {
  name?: string;
  threadKey?: string;
}

export interface CardWithId {
  cardId?: string;
  card?: CardCard;
  ownerUser?: User;
}

export interface ReplaceMessageCardsRequest {
  name?: string;
  cardsV2?: CardWithId[];
}

export interface ReplaceMessageCardsResponse {

}

export interface AccessoryWidget {
  buttonList?: CardButtonList;
}

export interface AttachedGif {
  uri?: string;
}

export interface QuotedMessageMetadata {
  name?: string;
  lastUpdateTime?: string;
  quoteType?: QuotedMessageMetadataQuoteType;
  quotedMessageSnapshot?: QuotedMessageSnapshot;
  forwardedMetadata?: ForwardedMetadata;
}

export type QuotedMessageMetadataQuoteType = "QUOTE_TYPE_UNSPECIFIED" | "REPLY" | "FORWARD";

export interface QuotedMessageSnapshot {
  sender?: string;
  text?: string;
  formattedText?: string;
  annotations?: Annotation[];
  attachments?: Attachment[];
}

export interface ForwardedMetadata {
  space?: string;
  spaceDisplayName?: string;
}

export interface ActionResponse {
  type?: ActionResponseResponseType;
  url?: string;
  dialogAction?: DialogAction;
  updatedWidget?: ActionResponseUpdatedWidget;
}

export interface ActionResponseSelectionItems {
  items?: CardSelectionInputSelectionItem[];
}

export interface ActionResponseUpdatedWidget {
  suggestions?: ActionResponseSelectionItems;
  widget?: string;
}

export type ActionResponseResponseType = "TYPE_UNSPECIFIED" | "NEW_MESSAGE" | "UPDATE_MESSAGE" | "REQUEST_CONFIG" | "DIALOG" | "UPDATE_USER_MESSAGE_CARDS" | "UPDATE_WIDGET";

export interface DialogAction {
  dialog?: Dialog;
  actionStatus?: ActionStatus;
}

export interface Dialog {
  body?: CardCard;
}

export interface CreateMessageRequest {
  parent?: string;
  message?: Message;
  threadKey?: string;
  requestId?: string;
  messageReplyOption?: CreateMessageRequestMessageReplyOption;
  messageId?: string;
  createMessageNotificationOptions?: CreateMessageNotificationOptions;
}

export type CreateMessageRequestMessageReplyOption = "MESSAGE_REPLY_OPTION_UNSPECIFIED" | "REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD" | "REPLY_MESSAGE_OR_FAIL";

export interface CreateMessageNotificationOptions {
  notificationType?: CreateMessageNotificationOptionsNotificationType;
}

export type CreateMessageNotificationOptionsNotificationType = "NOTIFICATION_TYPE_NONE" | "NOTIFICATION_TYPE_FORCE_NOTIFY" | "NOTIFICATION_TYPE_SILENT";

export interface GetMessageRequest {
  name?: string;
  markupSyntax?: MarkupSyntax;
}

export interface ListMessagesRequest {
  parent?: string;
  pageSize?: number;
  pageToken?: string;
  filter?: string;
  orderBy?: string;
  showDeleted?: boolean;
  markupSyntax?: MarkupSyntax;
}

export interface ListMessagesResponse {
  messages?: Message[];
  nextPageToken?: string;
}

export interface UpdateMessageRequest {
  message?: Message;
  updateMask?: string;
  allowMissing?: boolean;
}

export interface DeleteMessageRequest {
  name?: string;
  force?: boolean;
}

export interface SearchMessagesRequest {
  parent?: string;
  filter?: string;
  pageSize?: number;
  pageToken?: string;
  orderBy?: string;
  markupSyntax?: MarkupSyntax;
  view?: SearchMessagesRequestSearchMessagesView;
}

export type SearchMessagesRequestSearchMessagesView = "SEARCH_MESSAGES_VIEW_UNSPECIFIED" | "SEARCH_MESSAGES_VIEW_BASIC" | "SEARCH_MESSAGES_VIEW_FULL";

export interface SearchMessagesResponse {
  results?: SearchMessageResult[];
  nextPageToken?: string;
}

export interface SearchMessageResult {
  message?: Message;
  read?: boolean;
  spaceMuteSetting?: SpaceNotificationSettingMuteSetting;
}

export interface MessagePin {
  name?: string;
  message?: string;
}

export interface CreateMessagePinRequest {
  parent?: string;
  messagePin?: MessagePin;
}

export interface ListMessagePinsRequest {
  parent?: string;
  pageSize?: number;
  pageToken?: string;
}

export interface ListMessagePinsResponse {
  messagePins?: MessagePin[];
  nextPageToken?: string;
}

export interface DeleteMessagePinRequest {
  name?: string;
}

export interface ActionStatus {
  statusCode?: RpcCode;
  userFacingMessage?: string;
}

export interface Annotation {
  type?: AnnotationType;
  startIndex?: number;
  length?: number;
  userMention?: UserMentionMetadata;
  slashCommand?: SlashCommandMetadata;
  richLinkMetadata?: RichLinkMetadata;
  customEmojiMetadata?: CustomEmojiMetadata;
}

export type AnnotationType = "ANNOTATION_TYPE_UNSPECIFIED" | "USER_MENTION" | "SLASH_COMMAND" | "RICH_LINK" | "CUSTOM_EMOJI";

export interface UserMentionMetadata {
  user?: User;
  type?: UserMentionMetadataType;
}

export type UserMentionMetadataType = "TYPE_UNSPECIFIED" | "ADD" | "MENTION";

export interface SlashCommandMetadata {
  bot?: User;
  type?: SlashCommandMetadataType;
  commandName?: string;
  commandId?: string;
  triggersDialog?: boolean;
}

export type SlashCommandMetadataType = "TYPE_UNSPECIFIED" | "ADD" | "INVOKE";

export interface RichLinkMetadata {
  uri?: string;
  richLinkType?: RichLinkMetadataRichLinkType;
  driveLinkData?: DriveLinkData;
  chatSpaceLinkData?: ChatSpaceLinkData;
  meetSpaceLinkData?: MeetSpaceLinkData;
  calendarEventLinkData?: CalendarEventLinkData;
}

export type RichLinkMetadataRichLinkType = "RICH_LINK_TYPE_UNSPECIFIED" | "DRIVE_FILE" | "CHAT_SPACE" | "GMAIL_MESSAGE" | "MEET_SPACE" | "CALENDAR_EVENT";

export interface DriveLinkData {
  driveDataRef?: DriveDataRef;
  mimeType?: string;
}

export interface ChatSpaceLinkData {
  space?: string;
  thread?: string;
  message?: string;
}

export interface MeetSpaceLinkData {
  meetingCode?: string;
  type?: MeetSpaceLinkDataType;
  huddleStatus?: MeetSpaceLinkDataHuddleStatus;
}

export type MeetSpaceLinkDataType = "TYPE_UNSPECIFIED" | "MEETING" | "HUDDLE";

export type MeetSpaceLinkDataHuddleStatus = "HUDDLE_STATUS_UNSPECIFIED" | "STARTED" | "ENDED" | "MISSED";

export interface CalendarEventLinkData {
  calendarId?: string;
  eventId?: string;
}

export interface CustomEmojiMetadata {
  customEmoji?: CustomEmoji;
}

export interface AppCommandMetadata {
  appCommandId?: number;
  appCommandType?: AppCommandMetadataAppCommandType;
}

export type AppCommandMetadataAppCommandType = "APP_COMMAND_TYPE_UNSPECIFIED" | "SLASH_COMMAND" | "QUICK_COMMAND" | "MESSAGE_ACTION";

export interface Attachment {
  name?: string;
  contentName?: string;
  contentType?: string;
  attachmentDataRef?: AttachmentDataRef;
  driveDataRef?: DriveDataRef;
  thumbnailUri?: string;
  downloadUri?: string;
  source?: AttachmentSource;
}

export type AttachmentSource = "SOURCE_UNSPECIFIED" | "DRIVE_FILE" | "UPLOADED_CONTENT";

export interface AttachmentDataRef {
  resourceName?: string;
  attachmentUploadToken?: string;
}

export interface DriveDataRef {
  driveFileId?: string;
}

export interface GetAttachmentRequest {
  name?: string;
}

export interface UploadAttachmentRequest {
  parent?: string;
  filename?: string;
}

export interface UploadAttachmentResponse {
  attachmentDataRef?: AttachmentDataRef;
}

export interface Reaction {
  name?: string;
  user?: User;
  emoji?: Emoji;
}

export interface Emoji {
  unicode?: string;
  customEmoji?: CustomEmoji;
}

export interface EmojiReactionSummary {
  emoji?: Emoji;
  reactionCount?: number;
}

export interface CustomEmoji {
  name?: string;
  uid?: string;
  emojiName?: string;
  temporaryImageUri?: string;
  payload?: CustomEmojiCustomEmojiPayload;
}

export interface CustomEmojiCustomEmojiPayload {
  fileContent?: string;
  filename?: string;
}

export interface CreateReactionRequest {
  parent?: string;
  reaction?: Reaction;
}

export interface ListReactionsRequest {
  parent?: string;
  pageSize?: number;
  pageToken?: string;
  filter?: string;
}

export interface ListReactionsResponse {
  reactions?: Reaction[];
  nextPageToken?: string;
}

export interface DeleteReactionRequest {
  name?: string;
}

export interface CreateCustomEmojiRequest {
  customEmoji?: CustomEmoji;
}

export interface GetCustomEmojiRequest {
  name?: string;
}

export interface ListCustomEmojisRequest {
  pageSize?: number;
  pageToken?: string;
  filter?: string;
}

export interface ListCustomEmojisResponse {
  customEmojis?: CustomEmoji[];
  nextPageToken?: string;
}

export interface DeleteCustomEmojiRequest {
  name?: string;
}

export interface User {
  name?: string;
  displayName?: string;
  avatarUrl?: string;
  email?: string;
  domainId?: string;
  type?: UserType;
  isAnonymous?: boolean;
}

export type UserType = "TYPE_UNSPECIFIED" | "HUMAN" | "BOT";

export interface ContextualAddOnMarkup {

}

export interface ContextualAddOnMarkupCard {
  header?: ContextualAddOnMarkupCardCardHeader;
  sections?: ContextualAddOnMarkupCardSection[];
  cardActions?: ContextualAddOnMarkupCardCardAction[];
  name?: string;
}

export interface ContextualAddOnMarkupCardCardHeader {
  title?: string;
  subtitle?: string;
  imageStyle?: ContextualAddOnMarkupCardCardHeaderImageStyle;
  imageUrl?: string;
}

export type ContextualAddOnMarkupCardCardHeaderImageStyle = "IMAGE_STYLE_UNSPECIFIED" | "IMAGE" | "AVATAR";

export interface ContextualAddOnMarkupCardSection {
  header?: string;
  widgets?: WidgetMarkup[];
}

export interface ContextualAddOnMarkupCardCardAction {
  actionLabel?: string;
  onClick?: WidgetMarkupOnClick;
}

export interface WidgetMarkup {
  textParagraph?: WidgetMarkupTextParagraph;
  image?: WidgetMarkupImage;
  keyValue?: WidgetMarkupKeyValue;
  buttons?: WidgetMarkupButton[];
}

export interface WidgetMarkupTextParagraph {
  text?: string;
}

export interface WidgetMarkupButton {
  textButton?: WidgetMarkupTextButton;
  imageButton?: WidgetMarkupImageButton;
}

export interface WidgetMarkupTextButton {
  text?: string;
  onClick?: WidgetMarkupOnClick;
}

export interface WidgetMarkupKeyValue {
  icon?: WidgetMarkupIcon;
  iconUrl?: string;
  topLabel?: string;
  content?: string;
  contentMultiline?: boolean;
  bottomLabel?: string;
  onClick?: WidgetMarkupOnClick;
  button?: WidgetMarkupButton;
}

export interface WidgetMarkupImage {
  imageUrl?: string;
  onClick?: WidgetMarkupOnClick;
  aspectRatio?: number;
}

export interface WidgetMarkupImageButton {
  icon?: WidgetMarkupIcon;
  iconUrl?: string;
  onClick?: WidgetMarkupOnClick;
  name?: string;
}

export interface WidgetMarkupOnClick {
  action?: WidgetMarkupFormAction;
  openLink?: WidgetMarkupOpenLink;
}

export interface WidgetMarkupOpenLink {
  url?: string;
}

export interface WidgetMarkupFormAction {
  actionMethodName?: string;
  parameters?: WidgetMarkupFormActionActionParameter[];
}

export interface WidgetMarkupFormActionActionParameter {
  key?: string;
  value?: string;
}

export type WidgetMarkupIcon = "ICON_UNSPECIFIED" | "AIRPLANE" | "CLOCK" | "MAP_PIN" | "TICKET" | "STAR" | "HOTEL" | "RESTAURANT_ICON" | "SHOPPING_CART" | "CAR" | "EMAIL" | "PERSON" | "CONFIRMATION_NUMBER_ICON" | "PHONE" | "DOLLAR" | "FLIGHT_DEPARTURE" | "FLIGHT_ARRIVAL" | "HOTEL_ROOM_TYPE" | "MULTIPLE_PEOPLE" | "INVITE" | "EVENT_PERFORMER" | "EVENT_SEAT" | "STORE" | "TRAIN" | "MEMBERSHIP" | "BUS" | "BOOKMARK" | "DESCRIPTION" | "VIDEO_CAMERA" | "VIDEO_PLAY" | "OFFER";

export interface DeletionMetadata {
  deletionType?: DeletionMetadataDeletionType;
}

export type DeletionMetadataDeletionType = "DELETION_TYPE_UNSPECIFIED" | "CREATOR" | "SPACE_OWNER" | "ADMIN" | "APP_MESSAGE_EXPIRY" | "CREATOR_VIA_APP" | "SPACE_OWNER_VIA_APP" | "SPACE_MEMBER";

export type MarkupSyntax = "MARKUP_SYNTAX_UNSPECIFIED" | "MARKUP_SYNTAX_CHAT" | "MARKUP_SYNTAX_MARKDOWN";

export interface MatchedUrl {
  url?: string;
}

export interface SlashCommand {
  commandId?: string;
}

export interface Space {
  name?: string;
  type?: SpaceType;
  spaceType?: SpaceSpaceType;
  singleUserBotDm?: boolean;
  threaded?: boolean;
  displayName?: string;
  externalUserAllowed?: boolean;
  spaceThreadingState?: SpaceSpaceThreadingState;
  spaceDetails?: SpaceSpaceDetails;
  spaceHistoryState?: HistoryState;
  importMode?: boolean;
  createTime?: string;
  lastActiveTime?: string;
  adminInstalled?: boolean;
  membershipCount?: SpaceMembershipCount;
  accessSettings?: SpaceAccessSettings;
  customer?: string;
  spaceUri?: string;
  predefinedPermissionSettings?: SpacePredefinedPermissionSettings;
  permissionSettings?: SpacePermissionSettings;
  importModeExpireTime?: string;
}

export interface SpaceSpaceDetails {
  description?: string;
  guidelines?: string;
}

export interface SpaceMembershipCount {
  joinedDirectHumanUserCount?: number;
  joinedGroupCount?: number;
}

export interface SpaceAccessSettings {
  accessState?: SpaceAccessSettingsAccessState;
  audience?: string;
  accessPermissionSettings?: SpaceAccessPermissionSettings;
}

export type SpaceAccessSettingsAccessState = "ACCESS_STATE_UNSPECIFIED" | "PRIVATE" | "DISCOVERABLE";

export interface SpaceAccessPermissionSettings {
  discoverSpaceSetting?: SpaceAccessPermissionSetting;
  joinSpaceSetting?: SpaceAccessPermissionSetting;
  viewSpaceMembershipSetting?: SpaceAccessPermissionSetting;
}

export interface SpaceAccessPermissionSetting {
  principals?: SpacePrincipal[];
}

export interface SpacePrincipal {
  audience?: Audience;
}

export interface SpacePermissionSettings {
  manageMembersAndGroups?: SpacePermissionSetting;
  modifySpaceDetails?: SpacePermissionSetting;
  toggleHistory?: SpacePermissionSetting;
  useAtMentionAll?: SpacePermissionSetting;
  manageApps?: SpacePermissionSetting;
  manageWebhooks?: SpacePermissionSetting;
  postMessages?: SpacePermissionSetting;
  replyMessages?: SpacePermissionSetting;
  viewSpaceMembership?: SpacePermissionSetting;
}

export interface SpacePermissionSetting {
  managersAllowed?: boolean;
  assistantManagersAllowed?: boolean;
  membersAllowed?: boolean;
}

export type SpaceType = "TYPE_UNSPECIFIED" | "ROOM" | "DM";

export type SpaceSpaceType = "SPACE_TYPE_UNSPECIFIED" | "SPACE" | "GROUP_CHAT" | "DIRECT_MESSAGE";

export type SpaceSpaceThreadingState = "SPACE_THREADING_STATE_UNSPECIFIED" | "THREADED_MESSAGES" | "GROUPED_MESSAGES" | "UNTHREADED_MESSAGES";

export type SpacePredefinedPermissionSettings = "PREDEFINED_PERMISSION_SETTINGS_UNSPECIFIED" | "COLLABORATION_SPACE" | "ANNOUNCEMENT_SPACE";

export type SpaceView = "SPACE_VIEW_UNSPECIFIED" | "SPACE_VIEW_RESOURCE_NAME_ONLY" | "SPACE_VIEW_EXPANDED";

export interface CreateSpaceRequest {
  space?: Space;
  requestId?: string;
}

export interface SetUpSpaceRequest {
  space?: Space;
  requestId?: string;
  memberships?: Membership[];
}

export interface GetSpaceRequest {
  name?: string;
  useAdminAccess?: boolean;
}

export interface ListSpacesRequest {
  pageSize?: number;
  pageToken?: string;
  filter?: string;
}

export interface ListSpacesResponse {
  spaces?: Space[];
  nextPageToken?: string;
}

export interface SearchSpacesRequest {
  useAdminAccess?: boolean;
  pageSize?: number;
  pageToken?: string;
  query?: string;
  orderBy?: string;
}

export interface SearchSpacesResponse {
  spaces?: Space[];
  nextPageToken?: string;
  totalSize?: number;
  results?: SearchSpacesResponseSearchSpaceResult[];
}

export interface SearchSpacesResponseSearchSpaceResult {
  space?: Space;
}

export interface FindDirectMessageRequest {
  name?: string;
}

export interface FindGroupChatsRequest {
  users?: string[];
  pageSize?: number;
  pageToken?: string;
  spaceView?: SpaceView;
}

export interface FindGroupChatsResponse {
  spaces?: Space[];
  nextPageToken?: string;
}

export interface UpdateSpaceRequest {
  space?: Space;
  updateMask?: string;
  useAdminAccess?: boolean;
}

export interface DeleteSpaceRequest {
  name?: string;
  useAdminAccess?: boolean;
}

export interface CompleteImportSpaceRequest {
  name?: string;
}

export interface CompleteImportSpaceResponse {
  space?: Space;
}

export interface Audience {
  name?: string;
}

export type HistoryState = "HISTORY_STATE_UNSPECIFIED" | "HISTORY_OFF" | "HISTORY_ON";

export interface Membership {
  name?: string;
  state?: MembershipMembershipState;
  role?: MembershipMembershipRole;
  member?: User;
  groupMember?: Group;
  createTime?: string;
  deleteTime?: string;
  affiliation?: MembershipAffiliation;
}

export type MembershipMembershipState = "MEMBERSHIP_STATE_UNSPECIFIED" | "JOINED" | "INVITED" | "NOT_A_MEMBER";

export type MembershipMembershipRole = "MEMBERSHIP_ROLE_UNSPECIFIED" | "ROLE_MEMBER" | "ROLE_MANAGER" | "ROLE_ASSISTANT_MANAGER";

export type MembershipAffiliation = "AFFILIATION_UNSPECIFIED" | "INTERNAL" | "EXTERNAL" | "MANAGED_EXTERNAL";

export interface CreateMembershipRequest {
  parent?: string;
  membership?: Membership;
  useAdminAccess?: boolean;
}

export interface GetMembershipRequest {
  name?: string;
  useAdminAccess?: boolean;
}

export interface ListMembershipsRequest {
  parent?: string;
  pageSize?: number;
  pageToken?: string;
  filter?: string;
  showGroups?: boolean;
  showInvited?: boolean;
  useAdminAccess?: boolean;
}

export interface ListMembershipsResponse {
  memberships?: Membership[];
  nextPageToken?: string;
}

export interface UpdateMembershipRequest {
  membership?: Membership;
  updateMask?: string;
  useAdminAccess?: boolean;
}

export interface DeleteMembershipRequest {
  name?: string;
  useAdminAccess?: boolean;
}

export interface Group {
  name?: string;
}

export interface SpaceNotificationSetting {
  name?: string;
  notificationSetting?: SpaceNotificationSettingNotificationSetting;
  muteSetting?: SpaceNotificationSettingMuteSetting;
}

export type SpaceNotificationSettingNotificationSetting = "NOTIFICATION_SETTING_UNSPECIFIED" | "ALL" | "MAIN_CONVERSATIONS" | "FOR_YOU" | "OFF";

export type SpaceNotificationSettingMuteSetting = "MUTE_SETTING_UNSPECIFIED" | "UNMUTED" | "MUTED";

export interface GetSpaceNotificationSettingRequest {
  name?: string;
}

export interface UpdateSpaceNotificationSettingRequest {
  spaceNotificationSetting?: SpaceNotificationSetting;
  updateMask?: string;
}

export interface Availability {
  name?: string;
  state?: AvailabilityState;
  doNotDisturbMetadata?: DoNotDisturbMetadata;
  customStatus?: CustomStatus;
}

export type AvailabilityState = "STATE_UNSPECIFIED" | "ACTIVE" | "IDLE" | "AWAY" | "DO_NOT_DISTURB";

export interface CustomStatus {
  text?: string;
  emoji?: Emoji;
  expireTime?: string;
  ttl?: string;
}

export interface DoNotDisturbMetadata {
  expirationTime?: string;
}

export interface GetAvailabilityRequest {
  name?: string;
}

export interface UpdateAvailabilityRequest {
  availability?: Availability;
  updateMask?: string;
}

export interface MarkAsActiveRequest {
  name?: string;
  expireTime?: string;
  ttl?: string;
}

export interface MarkAsAwayRequest {
  name?: string;
}

export interface MarkAsDoNotDisturbRequest {
  name?: string;
  expireTime?: string;
  ttl?: string;
}

export interface SpaceEvent {
  name?: string;
  eventTime?: string;
  eventType?: string;
  messageCreatedEventData?: MessageCreatedEventData;
  messageUpdatedEventData?: MessageUpdatedEventData;
  messageDeletedEventData?: MessageDeletedEventData;
  messageBatchCreatedEventData?: MessageBatchCreatedEventData;
  messageBatchUpdatedEventData?: MessageBatchUpdatedEventData;
  messageBatchDeletedEventData?: MessageBatchDeletedEventData;
  spaceUpdatedEventData?: SpaceUpdatedEventData;
  spaceBatchUpdatedEventData?: SpaceBatchUpdatedEventData;
  membershipCreatedEventData?: MembershipCreatedEventData;
  membershipUpdatedEventData?: MembershipUpdatedEventData;
  membershipDeletedEventData?: MembershipDeletedEventData;
  membershipBatchCreatedEventData?: MembershipBatchCreatedEventData;
  membershipBatchUpdatedEventData?: MembershipBatchUpdatedEventData;
  membershipBatchDeletedEventData?: MembershipBatchDeletedEventData;
  reactionCreatedEventData?: ReactionCreatedEventData;
  reactionDeletedEventData?: ReactionDeletedEventData;
  reactionBatchCreatedEventData?: ReactionBatchCreatedEventData;
  reactionBatchDeletedEventData?: ReactionBatchDeletedEventData;
}

export interface GetSpaceEventRequest {
  name?: string;
}

export interface ListSpaceEventsRequest {
  parent?: string;
  pageSize?: number;
  pageToken?: string;
  filter?: string;
}

export interface ListSpaceEventsResponse {
  spaceEvents?: SpaceEvent[];
  nextPageToken?: string;
}

export interface MessageCreatedEventData {
  message?: Message;
}

export interface MessageUpdatedEventData {
  message?: Message;
}

export interface MessageDeletedEventData {
  message?: Message;
}

export interface MessageBatchCreatedEventData {
  messages?: MessageCreatedEventData[];
}

export interface MessageBatchUpdatedEventData {
  messages?: MessageUpdatedEventData[];
}

export interface MessageBatchDeletedEventData {
  messages?: MessageDeletedEventData[];
}

export interface MembershipCreatedEventData {
  membership?: Membership;
}

export interface MembershipUpdatedEventData {
  membership?: Membership;
}

export interface MembershipDeletedEventData {
  membership?: Membership;
}

export interface MembershipBatchCreatedEventData {
  memberships?: MembershipCreatedEventData[];
}

export interface MembershipBatchUpdatedEventData {
  memberships?: MembershipUpdatedEventData[];
}

export interface MembershipBatchDeletedEventData {
  memberships?: MembershipDeletedEventData[];
}

export interface ReactionCreatedEventData {
  reaction?: Reaction;
}

export interface ReactionDeletedEventData {
  reaction?: Reaction;
}

export interface ReactionBatchCreatedEventData {
  reactions?: ReactionCreatedEventData[];
}

export interface ReactionBatchDeletedEventData {
  reactions?: ReactionDeletedEventData[];
}

export interface SpaceUpdatedEventData {
  space?: Space;
}

export interface SpaceBatchUpdatedEventData {
  spaces?: SpaceUpdatedEventData[];
}

export interface SpaceReadState {
  name?: string;
  lastReadTime?: string;
}

export interface GetSpaceReadStateRequest {
  name?: string;
}

export interface UpdateSpaceReadStateRequest {
  spaceReadState?: SpaceReadState;
  updateMask?: string;
}

export interface Section {
  name?: string;
  displayName?: string;
  sortOrder?: number;
  type?: SectionSectionType;
}

export type SectionSectionType = "SECTION_TYPE_UNSPECIFIED" | "CUSTOM_SECTION" | "DEFAULT_DIRECT_MESSAGES" | "DEFAULT_SPACES" | "DEFAULT_APPS";

export interface SectionItem {
  name?: string;
  space?: string;
}

export interface CreateSectionRequest {
  parent?: string;
  section?: Section;
}

export interface ListSectionsRequest {
  parent?: string;
  pageSize?: number;
  pageToken?: string;
}

export interface ListSectionsResponse {
  sections?: Section[];
  nextPageToken?: string;
}

export interface UpdateSectionRequest {
  section?: Section;
  updateMask?: string;
}

export interface DeleteSectionRequest {
  name?: string;
}

export interface PositionSectionRequest {
  name?: string;
  sortOrder?: number;
  relativePosition?: PositionSectionRequestPosition;
}

export type PositionSectionRequestPosition = "POSITION_UNSPECIFIED" | "START" | "END";

export interface PositionSectionResponse {
  section?: Section;
}

export interface ListSectionItemsRequest {
  parent?: string;
  pageSize?: number;
  pageToken?: string;
  filter?: string;
}

export interface ListSectionItemsResponse {
  sectionItems?: SectionItem[];
  nextPageToken?: string;
}

export interface MoveSectionItemRequest {
  name?: string;
  targetSection?: string;
}

export interface MoveSectionItemResponse {
  sectionItem?: SectionItem;
}

export interface ThreadReadState {
  name?: string;
  lastReadTime?: string;
}

export interface GetThreadReadStateRequest {
  name?: string;
}

export type RpcCode = "OK" | "CANCELLED" | "UNKNOWN" | "INVALID_ARGUMENT" | "DEADLINE_EXCEEDED" | "NOT_FOUND" | "ALREADY_EXISTS" | "PERMISSION_DENIED" | "UNAUTHENTICATED" | "RESOURCE_EXHAUSTED" | "FAILED_PRECONDITION" | "ABORTED" | "OUT_OF_RANGE" | "UNIMPLEMENTED" | "INTERNAL" | "UNAVAILABLE" | "DATA_LOSS";

export interface RpcErrorInfo {
  reason?: string;
  domain?: string;
  metadata?: Record<string, string>;
}

export interface RpcRetryInfo {
  retryDelay?: string;
}

export interface RpcQuotaFailure {
  violations?: RpcQuotaFailureViolation[];
}

export interface RpcQuotaFailureViolation {
  subject?: string;
  description?: string;
}

export interface RpcBadRequest {
  fieldViolations?: RpcBadRequestFieldViolation[];
}

export interface RpcBadRequestFieldViolation {
  field?: string;
  description?: string;
}

export interface RpcHelp {
  links?: RpcHelpLink[];
}

export interface RpcHelpLink {
  description?: string;
  url?: string;
}

export interface RpcStatus {
  code?: number;
  message?: string;
  details?: (Record<string, unknown>)[];
}
