"""Who gets what at which address; read by test_access.py, which says what the words mean. What is about schools,
proposals and handovers stands in access_table_recipients.py."""

from tests.h4f.access_table_recipients import RECIPIENTS

PEOPLE = ("visitor", "donor", "other_donor", "volunteer", "senior", "school", "other_school", "coordinator", "admin")

# Arguments are names of access_world.World. Columns: visitor donor other_donor volunteer senior school other_school
# coordinator admin.
TABLE = f"""{RECIPIENTS}
GET  start                                | ok    ok  ok  ok  ok  ok  ok  ok  ok
GET  help                                 | ok    ok  ok  ok  ok  ok  ok  ok  ok
GET  privacy                              | ok    ok  ok  ok  ok  ok  ok  ok  ok
GET  accessibility                        | ok    ok  ok  ok  ok  ok  ok  ok  ok
GET  imprint                              | ok    ok  ok  ok  ok  ok  ok  ok  ok
GET  search                               | login ok  ok  ok  ok  ok  ok  ok  ok
GET  profile                              | login ok  ok  ok  ok  ok  ok  ok  ok
GET  token_make                           | login 403 403 ok  ok  403 403 ok  403
GET  token_revoke program                 | login 403 403 ok  404 403 403 404 403
POST snapshot                             | 401   401 401 401 401 401 401 401 401
GET  schema                               | 401   403 403 403 403 403 403 ok  ok
GET  session_resume                       | login to  to  to  to  to  to  to  to
GET  session_left                         | ok    ok  ok  ok  ok  ok  ok  ok  ok
POST session_stay                         | login ok  ok  ok  ok  ok  ok  ok  ok
GET  bench                                | to    to  to  to  to  to  to  to  to
GET  bench_open                           | login 403 403 ok  ok  403 403 ok  403
POST bench_leave                          | to    to  to  to  to  to  to  to  to
POST bench_close                          | to    to  to  to  to  to  to  to  to
GET  bench_keys                           | login 403 403 ok  ok  403 403 ok  403
POST bench_badge                          | login 403 403 ok  ok  403 403 ok  403
POST bench_keys_remove                    | login 403 403 to  to  403 403 to  403
GET  reference_index                      | login 403 403 403 403 403 403 403 ok
GET  reference_table locations            | login 403 403 403 403 403 403 403 ok
GET  reference_new locations              | login 403 403 403 403 403 403 403 ok
GET  reference_row locations,shelf        | login 403 403 403 403 403 403 403 ok
GET  bench_list                           | login 403 403 403 403 403 403 403 ok
GET  bench_new                            | login 403 403 403 403 403 403 403 ok
GET  bench_edit bench                     | login 403 403 403 403 403 403 403 ok
GET  people_list                          | login 403 403 403 403 403 403 403 ok
GET  person_edit person                   | login 403 403 403 403 403 403 403 ok
GET  set_language_choice                  | 405   405 405 405 405 405 405 405 405
POST set_language_choice                  | to    to  to  to  to  to  to  to  to
GET  healthz                              | 503   503 503 503 503 503 503 503 503

GET  account_login                        | ok    to  to  to  to  to  to  to  to
GET  account_signup                       | ok    to  to  to  to  to  to  to  to
GET  account_logout                       | to    ok  ok  ok  ok  ok  ok  ok  ok
GET  account_inactive                     | ok    ok  ok  ok  ok  ok  ok  ok  ok
GET  account_reauthenticate               | login ok  ok  ok  ok  ok  ok  ok  ok
GET  account_email                        | login ok  ok  ok  ok  ok  ok  ok  ok
GET  account_email_verification_sent      | ok    ok  ok  ok  ok  ok  ok  ok  ok
GET  account_change_password              | login ok  ok  ok  ok  ok  ok  ok  ok
GET  account_set_password                 | login to  to  to  to  to  to  to  to
GET  account_reset_password               | ok    ok  ok  ok  ok  ok  ok  ok  ok
GET  account_reset_password_done          | ok    ok  ok  ok  ok  ok  ok  ok  ok
GET  account_reset_password_from_key_done | ok    ok  ok  ok  ok  ok  ok  ok  ok

GET  donor_create                         | login ok  ok  ok  ok  ok  ok  ok  ok
GET  donor_edit donor_pk                  | login ok  404 403 403 403 403 ok  403
GET  donor_people donor_pk                | login ok  404 403 403 403 403 ok  403
GET  donor_list                           | login 403 403 403 403 403 403 ok  403
GET  donor_detail donor_pk                | login 403 403 403 403 403 403 ok  403
GET  donor_leave donor_pk                 | login ok  404 403 403 403 403 404 403
POST donor_person_off membership          | login 403 403 403 403 403 403 to  403
POST donor_person_back membership         | login 403 403 403 403 403 403 to  403
POST donor_note_write donor_pk            | login 403 403 403 403 403 403 ok  403
POST donor_note_erase contact_note        | login 403 403 403 403 403 403 to  403
GET  donor_merge_find donor_pk            | login 403 403 403 403 403 403 ok  403
GET  donor_merge donor_pk,other_donor_pk  | login 403 403 403 403 403 403 ok  403
POST donor_merge_undo donor_merge         | login 403 403 403 403 403 403 to  403
POST donor_apart donor_pk,other_donor_pk  | login 403 403 403 403 403 403 to  403
POST donor_apart_undo donors_apart        | login 403 403 403 403 403 403 to  403
GET  donation_list                        | login ok  ok  403 403 403 403 ok  403
GET  donation_offer                       | to    ok  ok  to  to  to  to  ok  to
GET  offer_begin                          | to    to  to  to  to  to  to  to  to
GET  offer_step first_step                | ok    to  to  to  to  to  to  to  to
POST offer_step first_step                | to    to  to  to  to  to  to  to  to
POST offer_keep first_step                | ok    to  to  to  to  to  to  to  to
POST offer_hints                          | ok    ok  ok  ok  ok  ok  ok  ok  ok
POST offer_discard                        | to    to  to  to  to  to  to  to  to
GET  offer_sent                           | to    to  to  to  to  to  to  to  to
GET  offer_confirm offer                  | ok    ok  ok  ok  ok  ok  ok  ok  ok
GET  offer_confirm first_step             | 410   410 410 410 410 410 410 410 410
GET  donation_state_ask                   | ok    ok  ok  ok  ok  ok  ok  ok  ok
GET  donation_state link                  | ok    ok  ok  ok  ok  ok  ok  ok  ok
GET  donation_state first_step            | 410   410 410 410 410 410 410 410 410
GET  donation_state_paper link,note,version | ok  ok  ok  ok  ok  ok  ok  ok  ok
GET  donation_state_paper link,document,version | 404 404 404 404 404 404 404 404 404
GET  donation_state_slot link             | to    to  to  to  to  to  to  to  to
GET  donation_state_calendar link         | ok    ok  ok  ok  ok  ok  ok  ok  ok
GET  donation_state_withdraw link         | ok    ok  ok  ok  ok  ok  ok  ok  ok
GET  donation_state_values link           | ok    ok  ok  ok  ok  ok  ok  ok  ok
POST donation_state_origin link           | to    to  to  to  to  to  to  to  to
GET  donation_state_address link          | to    to  to  to  to  to  to  to  to
POST donation_state_adopt link            | to    to  to  to  to  to  to  to  to
POST donation_state_renew link            | ok    ok  ok  ok  ok  ok  ok  ok  ok
POST donation_links_revoke offered        | login 403 403 403 403 403 403 to  403
GET  import_start                         | login ok  ok  to  to  to  to  ok  to
GET  import_detail spreadsheet            | login ok  404 403 403 403 403 ok  403
GET  import_columns spreadsheet           | login ok  404 403 403 403 403 ok  403
POST import_read_again spreadsheet        | login to  404 403 403 403 403 to  403
POST import_sheet spreadsheet             | login to  404 403 403 403 403 to  403
POST import_kinds spreadsheet             | login to  404 403 403 403 403 to  403
POST import_rows spreadsheet              | login to  404 403 403 403 403 to  403
GET  import_row spreadsheet,2             | login ok  404 403 403 403 403 ok  403
POST import_row_leave_out spreadsheet,2   | login to  404 403 403 403 403 to  403
POST import_row_bring_back spreadsheet,2  | login to  404 403 403 403 403 to  403
GET  import_enter spreadsheet             | login ok  404 403 403 403 403 ok  403
GET  import_errors spreadsheet            | login ok  404 403 403 403 403 ok  403
GET  import_file spreadsheet              | login ok  404 403 403 403 403 ok  403
POST import_put_away spreadsheet          | login to  404 403 403 403 403 to  403
POST import_take_up spreadsheet           | login to  404 403 403 403 403 to  403
GET  donation_detail offered              | login ok  404 403 403 403 403 ok  403
GET  donation_schedule offered            | login 403 403 403 403 403 403 ok  403
GET  donation_decline offered             | login 403 403 403 403 403 403 ok  403
GET  donation_cancel offered              | login ok  404 403 403 403 403 ok  403
GET  donation_agreement offered           | login 403 403 403 403 403 403 ok  403
GET  donation_agreement_scan offered      | login 404 404 403 403 403 403 404 403
GET  donation_agreement_text offered      | login ok  404 403 403 403 403 ok  403
GET  donation_protocol arrived            | login ok  404 403 403 403 403 ok  403
GET  donation_pick_up_note offered        | login 403 403 404 404 403 403 ok  403
GET  document_sign note,version           | login 403 404 404 404 404 404 ok  404
GET  document_sign document,version       | login 404 404 404 404 403 404 ok  404
GET  donation_assign offered              | login 403 403 403 403 403 403 ok  403
GET  donation_slot offered                | login to  404 403 403 403 403 ok  403
GET  donation_accept offered              | login 403 403 403 403 403 403 ok  403
GET  donation_calendar_file offered       | login ok  404 403 403 403 403 ok  403
GET  appointment_calendar                 | login 403 403 403 403 403 403 ok  403
GET  appointment_month                    | login 403 403 403 403 403 403 ok  403
GET  appointment_day day                  | login 403 403 403 403 403 403 ok  403
GET  route day                            | login 403 403 404 404 403 403 ok  403
POST route_move offered,up                | login 403 403 403 403 403 403 404 403
GET  opening_hours                        | login 403 403 403 403 403 403 ok  403
GET  opening_hours_new                    | login 403 403 403 403 403 403 ok  403
GET  opening_hours_edit hours             | login 403 403 403 403 403 403 ok  403
POST opening_hours_remove hours           | login 403 403 403 403 403 403 to  403
GET  closed_days_new                      | login 403 403 403 403 403 403 ok  403
POST closed_days_remove closed            | login 403 403 403 403 403 403 to  403
GET  calendar_feed_page                   | login 403 403 403 403 ok  ok  ok  403
POST calendar_feed_make                   | login 403 403 403 403 ok  ok  ok  403
POST calendar_feed_revoke                 | login 403 403 403 403 to  to  to  403
GET  calendar_feed count                  | 404   404 404 404 404 404 404 404 404
GET  mail_list                            | login 403 403 403 403 403 403 ok  403
GET  mail_detail mail                     | login 403 403 403 403 403 403 ok  403
POST mail_repeat mail                     | login 403 403 403 403 403 403 to  403
POST mail_deal_with mail                  | login 403 403 403 403 403 403 to  403
GET  mail_kind_list                       | login 403 403 403 403 403 403 ok  403
GET  mail_kind mail_code                  | login 403 403 403 403 403 403 ok  403
GET  intake                               | login 403 403 ok  ok  403 403 ok  403
GET  intake_at_the_door                   | login 403 403 ok  ok  403 403 ok  403
POST intake_at_the_door                   | login 403 403 ok  ok  403 403 ok  403
POST donation_intake_goods offered,2      | login 403 403 404 404 403 403 404 403
POST donation_intake_goods_back offered,2 | login 403 403 404 404 403 403 404 403
GET  donation_intake arrived              | login 403 403 ok  ok  403 403 ok  403
POST donation_intake_next offered,1       | login 403 403 to  to  403 403 to  403
GET  donation_intake_surplus arrived      | login 403 403 ok  ok  403 403 ok  403
GET  donation_intake_finish offered       | login 403 403 ok  ok  403 403 ok  403
POST donation_intake_undo arrived,received | login 403 403 to  to  403 403 to  403
GET  donation_labels arrived              | login 403 403 ok  ok  403 403 ok  403
GET  device_labels                        | login 403 403 404 404 403 403 404 403
GET  photo_upload device                  | login 403 403 ok  ok  403 403 ok  403
GET  photo_gallery device                 | login 403 403 ok  ok  403 403 ok  403
GET  photo_file photo,large               | login 403 403 ok  ok  403 403 ok  403
GET  photo_remove photo                   | login 403 403 ok  ok  403 403 ok  403
POST photo_back photo                     | login 403 403 to  to  403 403 to  403
GET  label_runs                           | login 403 403 ok  ok  403 403 ok  403
GET  blank_labels                         | login 403 403 ok  ok  403 403 ok  403
GET  location_labels                      | login 403 403 ok  ok  403 403 ok  403
GET  label_run label_run                  | login 403 403 ok  ok  403 403 ok  403
GET  label_run_pdf label_run              | login 403 403 ok  ok  403 403 ok  403
GET  label_sheet_list                     | login 403 403 403 403 403 403 403 ok
GET  label_sheet_new                      | login 403 403 403 403 403 403 403 ok
GET  label_sheet sheet                    | login 403 403 403 403 403 403 403 ok
GET  label_printer_list                   | login 403 403 ok  ok  403 403 ok  403
GET  label_printer_new                    | login 403 403 ok  ok  403 403 ok  403
GET  label_printer printer                | login 403 403 ok  ok  403 403 ok  403
GET  label_test_page printer,sheet        | login 403 403 ok  ok  403 403 ok  403
GET  label_detail label                   | login 403 403 ok  ok  403 403 ok  403
GET  label_new_device label               | login 403 403 ok  ok  403 403 ok  403
POST label_release label                  | login 403 403 to  to  403 403 to  403
POST label_throw_away label               | login 403 403 to  to  403 403 to  403
POST label_take_back label                | login 403 403 to  to  403 403 to  403

GET  account_confirm_login_code           | login to  to  to  to  to  to  to  to
GET  account_confirm_email unknown        | ok    ok  ok  ok  ok  ok  ok  ok  ok
GET  account_reset_password_from_key unknown,unknown | ok ok ok ok ok ok ok ok ok

GET  scan                                 | login 403 403 ok  ok  403 403 ok  403
POST scan                                 | login 403 403 to  to  403 403 to  403
GET  pile_list                            | login 403 403 ok  ok  403 403 ok  403
GET  work_cards                           | login 403 403 404 404 403 403 404 403
GET  blank_work_card                      | login 403 403 ok  ok  403 403 ok  403
GET  intake_sheet arrived                 | login 403 403 ok  ok  403 403 ok  403
GET  pile_start move                      | login 403 403 ok  ok  403 403 ok  403
GET  pile pile                            | login 403 403 ok  ok  403 403 ok  403
GET  pile_finish pile                     | login 403 403 ok  ok  403 403 ok  403
POST pile_reopen pile                     | login 403 403 to  to  403 403 to  403
POST pile_line_undo pile_line             | login 403 403 to  to  403 403 to  403
GET  workshop_board                       | login 403 403 ok  ok  403 403 ok  403
GET  device_list                          | login 403 403 ok  ok  403 403 ok  403
GET  device_detail device                 | login 403 403 ok  ok  403 403 ok  403
GET  device_edit device                   | login 403 403 ok  ok  403 403 ok  403
GET  evidence_upload device               | login 403 403 ok  ok  403 403 ok  403
GET  device_sources device                | login 403 403 ok  ok  403 403 ok  403
GET  match_retract evidence               | login 403 403 404 404 403 403 404 403
GET  upload_list                          | login 403 403 ok  ok  403 403 ok  403
GET  upload_new                           | login 403 403 ok  ok  403 403 ok  403
GET  upload_detail upload                 | login 403 403 ok  ok  403 403 ok  403
GET  inbox                                | login 403 403 ok  ok  403 403 ok  403
GET  inbox_item inbox_item                | login 403 403 ok  ok  403 403 ok  403
POST inbox_choose inbox_item              | login 403 403 404 404 403 403 404 403
GET  inbox_new_device inbox_item          | login 403 403 ok  ok  403 403 ok  403
GET  inbox_set_aside inbox_item           | login 403 403 ok  ok  403 403 ok  403
POST inbox_take_up inbox_item             | login 403 403 to  to  403 403 to  403
GET  medium_add device                    | login 403 403 ok  ok  403 403 ok  403
GET  no_medium device                     | login 403 403 ok  ok  403 403 ok  403
POST checks_pass_remaining device         | login 403 403 to  to  403 403 to  403
GET  device_check device,step             | login 403 403 ok  ok  403 403 ok  403
GET  device_quality_control device        | login 403 403 403 ok  403 403 ok  403
GET  device_step device,hold              | login 403 403 ok  ok  403 403 ok  403
GET  device_step device,recycle           | login 403 403 403 ok  403 403 ok  403
POST check_undo check                     | login 403 403 to  to  403 403 to  403
POST checks_batch_undo device,batch       | login 403 403 to  to  403 403 to  403
GET  device_check_failed device,step      | login 403 403 ok  ok  403 403 ok  403
GET  hold_list                            | login 403 403 ok  ok  403 403 ok  403
GET  lost_devices                         | login 403 403 403 403 403 403 ok  403
GET  donor_ask waiting                    | login 403 403 403 403 403 403 ok  403
POST donor_want waiting                   | login 403 403 to  to  403 403 to  403
GET  loss_assess lost                     | login 403 403 403 403 403 403 ok  403
GET  checklist_list                       | login 403 403 ok  ok  403 403 ok  ok
GET  checklist_detail notebook,1          | login 403 403 ok  ok  403 403 ok  ok
GET  checklist_detail notebook,2          | login 403 403 404 404 403 403 404 ok
POST checklist_new_version notebook       | login 403 403 403 403 403 403 403 to
POST checklist_publish notebook,2         | login 403 403 403 403 403 403 403 to
GET  checklist_discard notebook,2         | login 403 403 403 403 403 403 403 ok
GET  checklist_step_add notebook,2        | login 403 403 403 403 403 403 403 ok
GET  checklist_step_edit drafted          | login 403 403 403 403 403 403 403 ok
POST checklist_step_move drafted,up       | login 403 403 403 403 403 403 403 to
POST checklist_step_remove published_step | login 403 403 403 403 403 403 403 to
GET  checklist_step_picture drafted       | login 403 403 404 404 403 403 404 404
GET  medium_list                          | login 403 403 ok  ok  403 403 ok  403
GET  medium_detail disk                   | login 403 403 ok  ok  403 403 ok  403
GET  medium_detail loose_disk             | login 403 403 ok  ok  403 403 ok  403
GET  medium_step loose_disk,put_in        | login 403 403 ok  ok  403 403 ok  403
GET  medium_settle loose_disk             | login 403 403 ok  ok  403 403 ok  403
GET  loose_medium_add arrived             | login 403 403 ok  ok  403 403 ok  403
GET  wipe_station_list                    | login 403 403 403 403 403 403 ok  ok
GET  wipe_station_new                     | login 403 403 403 403 403 403 ok  ok
GET  wipe_station_edit station            | login 403 403 403 403 403 403 ok  ok
GET  medium_settle disk                   | login 403 403 ok  ok  403 403 ok  403
GET  erasure_retract erasure              | login 403 403 ok  ok  403 403 ok  403
GET  evidence_detail evidence             | login 403 403 ok  ok  403 403 ok  403
GET  snapshot_page snapshot               | login 403 403 to  to  403 403 to  403
GET  evidence_download evidence           | login 403 403 ok  ok  403 403 ok  403
POST evidence_take_over evidence          | login 403 403 404 404 403 403 404 403
GET  evidence_confirm evidence,0,disk     | login 403 403 404 404 403 403 404 403

GET  accessory_list                       | login 403 403 ok  ok  403 403 ok  403
GET  accessory_take_in                    | login 403 403 ok  ok  403 403 ok  403
GET  accessory_places                     | login 403 403 ok  ok  403 403 ok  403
GET  accessory_count place                | login 403 403 ok  ok  403 403 ok  403
GET  accessory_detail accessory           | login 403 403 ok  ok  403 403 ok  403
GET  accessory_step accessory,count       | login 403 403 ok  ok  403 403 ok  403
GET  accessory_step accessory,unknown     | login 403 403 404 404 403 403 404 403
POST accessory_take_off assignment        | login 403 403 to  to  403 403 to  403
POST accessory_give_again assignment      | login 403 403 to  to  403 403 to  403
GET  donation_accessories arrived         | login 403 403 ok  ok  403 403 ok  403
GET  device_accessories device            | login 403 403 ok  ok  403 403 ok  403

GET  part_list                            | login 403 403 ok  ok  403 403 ok  403
GET  part_labels                          | login 403 403 404 404 403 403 404 403
GET  part_new                             | login 403 403 ok  ok  403 403 ok  403
GET  part_detail part                     | login 403 403 ok  ok  403 403 ok  403
GET  part_edit part                       | login 403 403 ok  ok  403 403 ok  403
GET  part_build_in part                   | login 403 403 ok  ok  403 403 ok  403
GET  part_take_out built_in               | login 403 403 ok  ok  403 403 ok  403
GET  part_scrap part                      | login 403 403 ok  ok  403 403 ok  403
POST part_unscrap part                    | login 403 403 to  to  403 403 to  403
GET  device_dismantle device              | login 403 403 403 ok  403 403 ok  403
GET  device_parts device                  | login 403 403 ok  ok  403 403 ok  403
GET  device_build_in device               | login 403 403 ok  ok  403 403 ok  403

GET  pallet_list                          | login 403 403 ok  ok  403 403 ok  403
GET  pallet_open                          | login 403 403 ok  ok  403 403 ok  403
GET  pallet_detail pallet                 | login 403 403 ok  ok  403 403 ok  403
POST pallet_goods pallet                  | login 403 403 ok  ok  403 403 ok  403
GET  pallet_collect pallet                | login 403 403 403 ok  403 403 ok  403
GET  pallet_certificate pallet            | login 403 403 403 ok  403 403 ok  403
POST pallet_paper pallet                  | login 403 403 403 to  403 403 to  403
GET  pallet_print pallet                  | login 403 403 ok  ok  403 403 ok  403
GET  pallet_csv pallet                    | login 403 403 ok  ok  403 403 ok  403
POST pallet_line_remove pallet_line       | login 403 403 to  to  403 403 to  403

GET  document_detail confirmed,version    | login ok  404 404 404 404 404 ok  404
GET  document_signed document,version     | login 403 403 403 403 403 403 404 403
GET  document_signed confirmed,version    | login 403 403 403 403 403 403 ok  403
GET  document_scan confirmed,version      | login ok  404 404 404 404 404 ok  404
GET  confirmations_due                    | login 403 403 403 403 403 403 ok  403
GET  donation_values arrived              | login ok  404 403 403 403 403 ok  403
POST donation_origin arrived              | login to  404 403 403 403 403 to  403
GET  donation_confirm arrived             | login 403 403 403 403 403 403 ok  403
POST confirmation_issue arrived           | login 403 403 403 403 403 403 404 403
POST transfer_issue arrived               | login 403 403 403 403 403 403 404 403
GET  confirmation_void arrived,confirmed  | login 403 403 403 403 403 403 ok  403
POST confirmation_copy arrived,confirmed  | login 403 403 403 403 403 403 ok  403
GET  clauses                              | login 403 403 403 403 403 403 ok  ok
GET  clauses_new clause_key               | login 403 403 403 403 403 403 ok  ok
GET  clauses_translate clause,clause_language | login 403 403 403 403 403 403 ok  ok
GET  clauses_preview clause               | login 403 403 403 403 403 403 ok  ok
POST clauses_checked clause               | login 403 403 403 403 403 403 to  to
POST clauses_discard clause               | login 403 403 403 403 403 403 to  to
GET  receipt_words                        | login 403 403 403 403 403 403 ok  ok
GET  receipt_words_change clause_language | login 403 403 403 403 403 403 ok  ok
GET  receipt_words_preview captions       | login 403 403 403 403 403 403 ok  ok
POST receipt_words_checked captions       | login 403 403 403 403 403 403 to  to
POST receipt_words_back captions          | login 403 403 403 403 403 403 to  to
POST receipt_words_discard captions       | login 403 403 403 403 403 403 to  to
GET  issuer                               | login 403 403 403 403 403 403 ok  ok
GET  issuer_logo                          | login 403 403 403 403 403 403 ok  ok
POST program_text_take_over clause_key,clause_language | login 403 403 403 403 403 403 to  to
POST issuer_logo_use                      | login 403 403 403 403 403 403 to  to
POST issuer_logo_preview                  | login 403 403 403 403 403 403 to  to
POST issuer_logo_remove                   | login 403 403 403 403 403 403 to  to
GET  logo_file clause_language            | login 404 404 404 404 404 404 404 404
POST wording_checked wording              | login 403 403 403 403 403 403 to  to
GET  document_list                        | login 403 403 403 403 403 403 ok  403
GET  document_detail document,version     | login 404 404 404 404 ok  404 ok  404
GET  document_download document,version   | login 404 404 404 404 ok  404 ok  404
POST document_retry document,version      | login 403 403 403 403 403 403 to  403
GET  document_hold document,version       | login 403 403 403 403 403 403 ok  403
POST document_hold_lift document,version  | login 403 403 403 403 403 403 to  403
POST archive_export_new                   | login 403 403 403 403 403 403 to  403
GET  archive_export export                | login 403 403 403 403 403 403 ok  403
GET  archive_export_file export           | login 403 403 403 403 403 403 ok  403
GET  scan_pile_list                       | login 403 403 403 403 403 403 ok  403
GET  scan_pile_new                        | login 403 403 403 403 403 403 ok  403
GET  scan_inbox                           | login 403 403 403 403 403 403 ok  403
GET  scan_pile scans                      | login 403 403 403 403 403 403 ok  403
GET  scanned_page scans,scan              | login 403 403 403 403 403 403 ok  403
GET  scanned_page_picture scans,scan      | login 403 403 403 403 403 403 ok  403
POST scanned_page_turn scans,scan         | login 403 403 403 403 403 403 to  403
POST scanned_page_discard scans,scan      | login 403 403 403 403 403 403 to  403
POST scanned_page_back scans,scan         | login 403 403 403 403 403 403 to  403
GET  scanned_page_destroy scans,scan      | login 403 403 403 403 403 403 ok  403
GET  unsigned_receipts                    | login 403 403 403 403 ok  ok  ok  403
POST receipts_tick                        | login 403 403 403 403 to  to  to  403
GET  receipts_untick tick                 | login 403 403 403 403 ok  404 ok  403
GET  document_untick document,version     | login 404 404 404 404 ok  404 ok  404
GET  document_untick confirmed,version    | login 404 404 404 404 404 404 404 404
GET  document_scan_off document,version   | login 403 403 403 403 403 403 404 403
GET  document_scan_off confirmed,version  | login 403 403 403 403 403 403 ok  403
GET  retention                            | login 403 403 403 403 403 403 ok  ok
GET  retention_term rule                  | login 403 403 403 403 403 403 403 ok
GET  document_verify token                | ok    ok  ok  ok  ok  ok  ok  ok  ok
POST document_verify token                | ok    ok  ok  ok  ok  ok  ok  ok  ok
GET  document_verify_page token,version   | ok    ok  ok  ok  ok  ok  ok  ok  ok
GET  document_verify unknown              | 404   404 404 404 404 404 404 404 404
"""
