"""The rows of access_table.py about institutions, requests, proposals and handovers, in its columns."""

RECIPIENTS = """
GET  institution_list                     | login 403 403 403 403 403 403 ok  403
GET  institution_apply                    | login ok  ok  ok  ok  ok  ok  ok  ok
GET  institution_detail school_pk         | login 403 403 403 403 ok  404 ok  403
POST institution_approve applied          | login 403 403 403 403 403 403 to  403
GET  institution_refuse applied           | login 403 403 403 403 403 403 ok  403
GET  institution_suspend school_pk        | login 403 403 403 403 403 403 ok  403
GET  institution_lift school_pk           | login 403 403 403 403 403 403 ok  403
GET  institution_new                      | login 403 403 403 403 403 403 ok  403
GET  institution_edit school_pk           | login 403 403 403 403 ok  404 ok  403
GET  institution_needs school_pk          | login 403 403 403 403 ok  404 ok  403
GET  institution_own                      | login 403 403 403 403 to  to  403 403
GET  own_needs_question                   | login 403 403 403 403 to  to  403 403
GET  institution_invite school_pk         | login 403 403 403 403 ok  404 ok  403
GET  institution_leave school_pk          | login 403 403 403 403 ok  404 403 403
POST member_take_off school_pk,colleague  | login 403 403 403 403 to  404 to  403
POST member_bring_back school_pk,colleague | login 403 403 403 403 to 404 to  403
POST invitation_withdraw invitation       | login 403 403 403 403 to  404 to  403
GET  institution_join invitation_token    | ok    ok  ok  ok  ok  ok  ok  ok  ok
GET  institution_join bad_token           | 404   404 404 404 404 404 404 404 404
POST claim_accept claim                   | login 403 403 403 403 403 403 to  403
GET  claim_refuse claim                   | login 403 403 403 403 403 403 ok  403
GET  school_list_new                      | login 403 403 403 403 403 403 ok  403
GET  school_list_preview school_list      | login 403 403 403 403 403 403 ok  403
POST school_list_enter school_list        | login 403 403 403 403 403 403 to  403
GET  family_list                          | login 403 403 403 403 403 403 ok  403
GET  family_new                           | login 403 403 403 403 403 403 ok  403
GET  family_detail family                 | login 403 403 403 403 403 403 ok  403
POST family_called family                 | login 403 403 403 403 403 403 to  403
GET  family_deletions                     | login 403 403 403 403 403 403 ok  ok
GET  request_list                         | login 403 403 403 403 ok  ok  ok  403
GET  request_new                          | login 403 403 403 403 ok  ok  ok  403
GET  request_detail request               | login 403 403 403 403 ok  404 ok  403
GET  request_edit draft                   | login 403 403 403 403 ok  404 404 403
GET  request_paste draft                  | login 403 403 403 403 ok  404 404 403
GET  request_export request               | login 403 403 403 403 ok  404 ok  403
GET  class_set_new draft                  | login 403 403 403 403 ok  404 404 403
GET  class_set_edit draft_class_set       | login 403 403 403 403 ok  404 404 403
POST class_set_remove draft_class_set     | login 403 403 403 403 to  404 404 403
GET  class_set_reduce class_set           | login 403 403 403 403 ok  404 ok  403
GET  class_set_close_rest class_set       | login 403 403 403 403 ok  404 ok  403
GET  need_close_rest need                 | login 403 403 403 403 ok  404 ok  403
GET  need_edit need                       | login 403 403 403 403 ok  404 ok  403
POST request_submit draft                 | login 403 403 403 403 to  404 404 403
GET  request_withdraw submitted           | login 403 403 403 403 ok  404 ok  403
GET  request_close_rest request           | login 403 403 403 403 ok  404 ok  403
GET  request_reopen_rest request          | login 403 403 403 403 to  404 to  403
GET  request_reopen_closing request,closing | login 403 403 403 403 ok 404 ok 403
POST request_approve submitted            | login 403 403 403 403 403 403 to  403
GET  request_decline submitted            | login 403 403 403 403 403 403 ok  403
GET  need_list                            | login 403 403 403 403 ok  ok  ok  403
GET  need_detail need                     | login 403 403 403 403 ok  404 ok  403
GET  need_withdraw need                   | login 403 403 403 403 ok  404 ok  403
GET  need_decline need                    | login 403 403 403 403 403 403 ok  403
GET  handover_blank handover               | login 403 403 403 403 403 403 ok  403
GET  handover_blank_receipts handover      | login 403 403 403 403 403 403 ok  403
GET  handover_blank_rows handover          | login 403 403 403 403 403 403 ok  403
POST need_language need                   | login 403 403 403 403 403 403 to  403
GET  parents_sheet                        | login 403 403 403 403 ok  ok  ok  403
GET  parents_sheet_file                   | login 403 403 403 403 ok  ok  ok  403
GET  code_list_file request               | login 403 403 403 403 ok  404 ok  403
GET  fairness                             | login 403 403 403 403 403 403 ok  403
POST needs_decide                         | login 403 403 403 403 403 403 404 403
POST requests_decide                      | login 403 403 403 403 403 403 404 403
GET  request_by_need submitted            | login 403 403 403 403 403 403 ok  403
POST decision_undo decision               | login 403 403 403 403 403 403 to  403
GET  weight_list                          | login 403 403 403 403 403 403 ok  ok
GET  weight_change                        | login 403 403 403 403 403 403 ok  ok
POST weight_take_back weight              | login 403 403 403 403 403 403 to  to
POST weight_put_back weight               | login 403 403 403 403 403 403 to  to
POST allocation_create item               | login 403 403 403 403 403 403 404 403
GET  allocation_release allocation        | login 403 403 403 403 403 403 ok  403
GET  allocation_swap allocation           | login 403 403 403 403 403 403 ok  403
GET  reservation_list                     | login 403 403 403 403 403 403 ok  403
GET  ran_out_list                         | login 403 403 403 403 403 403 ok  403
GET  reservation_extend                   | login 403 403 403 403 403 403 to  403
GET  reservation_release                  | login 403 403 403 403 403 403 to  403

GET  proposal_list                        | login 403 403 403 403 403 403 ok  403
GET  proposal_new                         | login 403 403 403 403 403 403 ok  403
GET  proposal_detail proposal             | login 403 403 403 403 403 403 ok  403
GET  proposal_detail failed_proposal      | login 403 403 403 403 403 403 ok  403
GET  proposal_progress running_proposal   | login 403 403 403 403 403 403 ok  403
POST proposal_again proposal              | login 403 403 403 403 403 403 to  403
GET  proposal_what_if proposal            | login 403 403 403 403 403 403 ok  403
POST proposal_retry failed_proposal       | login 403 403 403 403 403 403 to  403
POST proposal_confirm proposal            | login 403 403 403 403 403 403 to  403
POST proposal_discard proposal            | login 403 403 403 403 403 403 to  403
GET  proposal_line proposal,proposal_line | login 403 403 403 403 403 403 ok  403
POST proposal_say proposal,proposal_line  | login 403 403 403 403 403 403 404 403
POST proposal_lift proposal,proposal_rule | login 403 403 403 403 403 403 to  403
GET  allocation_cap_list                  | login 403 403 403 403 403 403 ok  403
GET  allocation_cap_new                   | login 403 403 403 403 403 403 ok  403
GET  allocation_cap_edit cap              | login 403 403 403 403 403 403 ok  403
POST allocation_cap_remove cap            | login 403 403 403 403 403 403 to  403
GET  in_use_list                          | login 403 403 403 403 ok  ok  ok  403
GET  report_find                          | login 403 403 403 403 ok  ok  ok  403
GET  report_new used                      | login 403 403 403 403 ok  404 ok  403
GET  report_list                          | login 403 403 403 403 ok  ok  ok  403
GET  report_detail report                 | login 403 403 403 403 ok  404 ok  403
GET  report_decide report                 | login 403 403 403 403 403 403 ok  403
POST report_arrived report                | login 403 403 403 403 403 403 to  403
GET  report_give_up report                | login 403 403 403 403 403 403 ok  403
GET  report_withdraw report               | login 403 403 403 403 ok  404 ok  403
GET  report_undo report                   | login 403 403 403 403 ok  404 ok  403
GET  need_change_school need              | login 403 403 403 403 ok  404 ok  403
GET  need_carry_over need                 | login 403 403 403 403 ok  404 ok  403
GET  school_change_undo change            | login 403 403 403 403 ok  404 ok  403
GET  loan_extend                          | login 403 403 403 403 403 403 to  403
GET  loan_return                          | login 403 403 403 403 403 403 ok  403
GET  loan_lost used                       | login 403 403 403 403 403 403 ok  403

GET  handover_list                        | login 403 403 ok  ok  ok  ok  ok  403
GET  handover_plan                        | login 403 403 403 403 403 403 ok  403
GET  handover_detail handover             | login 403 403 404 404 ok  404 ok  403
GET  handover_edit handover               | login 403 403 403 403 403 403 ok  403
POST handover_pack handover               | login 403 403 403 403 403 403 to  403
GET  handovers_to_pack                    | login 403 403 ok  ok  403 403 ok  403
GET  handover_packing handover           | login 403 403 404 404 403 403 ok  403
GET  packing_list_pdf handover           | login 403 403 404 404 403 403 ok  403
POST handover_unpack handover            | login 403 403 403 403 403 403 to  403
POST packing_undo handover,promised      | login 403 403 404 404 403 403 to  403
GET  packing_swap handover,promised      | login 403 403 404 404 403 403 ok  403
POST packing_take_instead handover,promised | login 403 403 404 404 403 403 404 403
GET  handover_list_pdf handover          | login 403 403 404 404 ok  404 ok  403
GET  handover_split handover             | login 403 403 403 403 403 403 ok  403
GET  handover_wish handover              | login 403 403 403 403 ok  404 403 403
GET  handover_stays handover             | login 403 403 403 403 403 403 ok  403
GET  handover_unconfirm handover         | login 403 403 403 403 ok  404 ok  403
GET  handover_exchange handover,promised | login 403 403 403 403 403 403 ok  403
GET  handover_cancel handover             | login 403 403 403 403 403 403 ok  403
POST handover_issue handover              | login 403 403 403 403 403 403 to  403
GET  handover_receipts handover           | login 403 403 404 404 ok  404 ok  403
GET  handover_receipts_progress handover  | login 403 403 404 404 ok  404 ok  403
GET  handover_pile handover               | login 403 403 404 404 ok  404 ok  403
GET  handover_big_pile handover           | login 403 403 404 404 ok  404 ok  403
POST handover_big_pile_new handover       | login 403 403 404 404 to  404 to  403
GET  handover_big_pile_file handover      | login 403 403 404 404 to  404 to  403
POST handover_retry handover              | login 403 403 403 403 403 403 to  403
GET  handover_receipt_void handover,receipt | login 403 403 403 403 403 403 ok  403
GET  handover_scan_out handover           | login 403 403 404 404 403 403 to  403
POST handover_scan_undo handover,promised | login 403 403 404 404 403 403 404 403
GET  handover_confirm handover            | login 403 403 403 403 to  404 to  403
GET  handover_nobody_came handover        | login 403 403 404 404 403 403 to  403
GET  handover_take_off handover,promised  | login 403 403 403 403 403 403 ok  403
GET  handover_take_back handover,promised | login 403 403 404 404 ok  404 ok  403
GET  handover_returned handover,promised  | login 403 403 403 403 403 403 ok  403
GET  devices_back                         | login 403 403 ok  ok  403 403 ok  403
GET  device_back promised_device          | login 403 403 404 404 403 403 404 403
"""
