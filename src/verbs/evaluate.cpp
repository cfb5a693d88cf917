// touchline eval: the numbers that TrackEval, pycocotools or GolfDB would print, as JSON.
#include <nlohmann/json.hpp>

#include "analytics/mot_metrics.h"
#include "analytics/pose_metrics.h"
#include "base/guarded.h"
#include "base/json_dump.h"
#include "sports/badminton/eval/play_scores.h"
#include "sports/golf/event_scores.h"
#include "touchline/tools.h"

namespace touchline {

Result<std::string> evaluate_mot(const std::string& truth, const std::string& predicted) try {
  TL_ASSIGN(const MotScores s, evaluate_mot_files(truth, predicted));
  const auto mean = [](const HotaScores::Curve& curve) { return HotaScores::mean(curve); };
  return json_dump(
      nlohmann::ordered_json{
          {"gt", truth},
          {"pred", predicted},
          {"frames", s.frames},
          {"gt_boxes", s.gt_boxes},
          {"gt_ids", s.gt_ids},
          {"pred_boxes", s.pred_boxes},
          {"pred_ids", s.pred_ids},
          {"HOTA",
           {{"HOTA", mean(s.hota.hota)},
            {"DetA", mean(s.hota.det_a)},
            {"AssA", mean(s.hota.ass_a)},
            {"DetRe", mean(s.hota.det_re)},
            {"DetPr", mean(s.hota.det_pr)},
            {"AssRe", mean(s.hota.ass_re)},
            {"AssPr", mean(s.hota.ass_pr)},
            {"LocA", mean(s.hota.loc_a)},
            {"OWTA", mean(s.hota.owta)},
            {"HOTA(0)", s.hota.hota0},
            {"LocA(0)", s.hota.loc_a0},
            {"HOTALocA(0)", s.hota.hota_loc_a0}}},
          {"CLEAR", {{"MOTA", s.clear.mota},         {"MOTP", s.clear.motp},
                     {"MODA", s.clear.moda},         {"sMOTA", s.clear.smota},
                     {"MOTAL", s.clear.motal},       {"CLR_Re", s.clear.recall},
                     {"CLR_Pr", s.clear.precision},  {"CLR_F1", s.clear.f1},
                     {"MTR", s.clear.mt_ratio},      {"PTR", s.clear.pt_ratio},
                     {"MLR", s.clear.ml_ratio},      {"FP_per_frame", s.clear.fp_per_frame},
                     {"CLR_TP", s.clear.tp},         {"CLR_FN", s.clear.fn},
                     {"CLR_FP", s.clear.fp},         {"IDSW", s.clear.id_switches},
                     {"Frag", s.clear.fragments},    {"MT", s.clear.mostly_tracked},
                     {"PT", s.clear.partly_tracked}, {"ML", s.clear.mostly_lost}}},
          {"Identity",
           {{"IDF1", s.identity.idf1},
            {"IDP", s.identity.idp},
            {"IDR", s.identity.idr},
            {"IDTP", s.identity.idtp},
            {"IDFN", s.identity.idfn},
            {"IDFP", s.identity.idfp}}}},
      2);
} catch (...) {
  return caught("evaluate_mot");
}

Result<std::string> evaluate_pose(const std::string& truth, const std::string& found) try {
  TL_ASSIGN(const PoseSet labels, read_pose_truth(truth));
  TL_ASSIGN(const PoseSet poses, read_found_poses(found));
  TL_ASSIGN(const PoseScores s, evaluate_poses(labels, poses));
  const auto& c = s.coco;
  // pycocotools says -1 where there is nobody of that size.
  const auto known = [](double value) {
    return value < 0 ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(value);
  };
  return json_dump(nlohmann::ordered_json{{"gt", truth},
                                          {"pred", found},
                                          {"images", s.images},
                                          {"people", s.people},
                                          {"found", s.found},
                                          {"found_elsewhere", s.elsewhere},
                                          {"COCO",
                                           {{"AP", known(c.ap)},
                                            {"AP50", known(c.ap50)},
                                            {"AP75", known(c.ap75)},
                                            {"AP_medium", known(c.ap_medium)},
                                            {"AP_large", known(c.ap_large)},
                                            {"AR", known(c.ar)},
                                            {"AR50", known(c.ar50)},
                                            {"AR75", known(c.ar75)},
                                            {"AR_medium", known(c.ar_medium)},
                                            {"AR_large", known(c.ar_large)}}},
                                          {"People",
                                           {{"OKS", s.oks},
                                            {"OKS_limbs", s.oks_limbs},
                                            {"PCK_5", s.pck[0]},
                                            {"PCK_10", s.pck[1]},
                                            {"PCK_20", s.pck[2]}}}},
                   2);
} catch (...) {
  return caught("evaluate_pose");
}

Result<std::string> evaluate_golf(const std::string& truth, const std::string& found) try {
  return golf::evaluate_events(truth, found);
} catch (...) {
  return caught("evaluate_golf");
}

Result<std::string> evaluate_badminton(const std::string& truth, const std::string& found) try {
  return badminton::evaluate_play(truth, found);
} catch (...) {
  return caught("evaluate_badminton");
}

}  // namespace touchline
