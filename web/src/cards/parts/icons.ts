// Pictures for the icons that cards name. Google's own font is not here; names
// without a picture of ours show nothing, as wrong names do in Google Chat.

import {
  Armchair, ArrowLeft, ArrowRight, BedDouble, Bell, Bike, BookOpen, Bookmark, Bug, Building, BusFront, Calendar,
  CalendarPlus, Camera, Car, ChartColumn, Check, ChevronDown, ChevronUp, CircleAlert, CircleCheck, CircleHelp, CircleUser,
  CircleX, Clock, Cloud, Code, CreditCard, DollarSign, Download, Ellipsis, EllipsisVertical, ExternalLink, Eye, FileText,
  Flag, Folder, Gift, Globe, Heart, House, Image as ImageIcon, Info, Key, Lightbulb, Link, List, Lock, LogIn, LogOut, Mail,
  MapPin, Megaphone, MessageCircle, Mic, Minus, Music, Paperclip, Pause, Pencil, Phone, PlaneLanding, PlaneTakeoff, Play,
  Plus, RefreshCw, Reply, Save, Search, Send, Settings, Share2, ShieldCheck, ShoppingCart, Smile, Star, Store, Sun, Tag,
  ThumbsDown, ThumbsUp, Ticket, TrainFront, Trash2, TriangleAlert, Undo2, Upload, User, UserPlus, Users, Utensils, Video,
  Wrench, X, Zap, type LucideIcon,
} from "lucide-preact";

/** `knownIcon`. */
const KNOWN: Record<string, LucideIcon> = {
  AIRPLANE: PlaneTakeoff, BOOKMARK: Bookmark, BUS: BusFront, CAR: Car, CLOCK: Clock, CONFIRMATION_NUMBER_ICON: Ticket,
  DESCRIPTION: FileText, DOLLAR: DollarSign, EMAIL: Mail, EVENT_PERFORMER: Mic, EVENT_SEAT: Armchair,
  FLIGHT_ARRIVAL: PlaneLanding, FLIGHT_DEPARTURE: PlaneTakeoff, HOTEL: Building, HOTEL_ROOM_TYPE: BedDouble, INVITE: CalendarPlus,
  MAP_PIN: MapPin, MEMBERSHIP: CreditCard, MULTIPLE_PEOPLE: Users, OFFER: Tag, PERSON: User, PHONE: Phone,
  RESTAURANT_ICON: Utensils, SHOPPING_CART: ShoppingCart, STAR: Star, STORE: Store, TICKET: Ticket, TRAIN: TrainFront,
  VIDEO_CAMERA: Video, VIDEO_PLAY: Play,
};

/** The names of Material Symbols that cards use most. */
const MATERIAL: Record<string, LucideIcon> = {
  account_circle: CircleUser, add: Plus, alarm: Clock, arrow_back: ArrowLeft, arrow_forward: ArrowRight, attach_file: Paperclip,
  autorenew: RefreshCw, bar_chart: ChartColumn, block: CircleX, bolt: Zap, book: BookOpen, bookmark: Bookmark, bug_report: Bug,
  build: Wrench, calendar_month: Calendar, calendar_today: Calendar, campaign: Megaphone, cancel: CircleX, chat: MessageCircle,
  check: Check, check_circle: CircleCheck, close: X, cloud: Cloud, code: Code, credit_card: CreditCard, delete: Trash2,
  description: FileText, directions_bike: Bike, directions_car: Car, done: Check, download: Download, edit: Pencil, email: Mail,
  emoji_emotions: Smile, error: CircleAlert, event: Calendar, expand_less: ChevronUp, expand_more: ChevronDown,
  favorite: Heart, flag: Flag, folder: Folder, forum: MessageCircle, group: Users, groups: Users, help: CircleHelp, home: House,
  image: ImageIcon, info: Info, key: Key, language: Globe, lightbulb: Lightbulb, link: Link, list: List, location_on: MapPin,
  lock: Lock, login: LogIn, logout: LogOut, mail: Mail, mic: Mic, more_horiz: Ellipsis, more_vert: EllipsisVertical,
  music_note: Music, notifications: Bell, open_in_new: ExternalLink, pause: Pause, payments: DollarSign, people: Users,
  person: User, person_add: UserPlus, phone: Phone, photo_camera: Camera, play_arrow: Play, public: Globe, redeem: Gift,
  refresh: RefreshCw, remove: Minus, reply: Reply, report: TriangleAlert, save: Save, schedule: Clock, search: Search, send: Send,
  settings: Settings, share: Share2, shopping_cart: ShoppingCart, star: Star, store: Store, sunny: Sun, task_alt: CircleCheck,
  thumb_down: ThumbsDown, thumb_up: ThumbsUp, undo: Undo2, upload: Upload, verified_user: ShieldCheck, videocam: Video,
  visibility: Eye, warning: TriangleAlert,
};

export function knownIcon(name: string | undefined): LucideIcon | undefined {
  return KNOWN[name ?? ""];
}

export function materialIcon(name: string | undefined): LucideIcon | undefined {
  return MATERIAL[name ?? ""];
}
