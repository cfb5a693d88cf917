// How good tracks are: CLEAR, Identity and HOTA, number for number as TrackEval 1.3.0 gives them.
//
// The choice made where TrackEval has several: its MotChallenge2DBox data set without preprocessing
// (DO_PREPROC False), that is
// - ground-truth boxes whose conf truncates to 0 are left out; nothing else is: classes and
// distractors are not looked at;
// - similarity is the IoU of the boxes as given, a match needs 0.5 (HOTA: each alpha);
// - the sequence lasts to the last frame named by either file, unless told otherwise.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "analytics/mot_io.h"
#include "base/result.h"

namespace touchline {

/// Bernardin and Stiefelhagen 2008. Ratios are 0..1 (MOTA may be negative); TrackEval's names in
/// the comments.
struct ClearScores {
  double mota = 0, motp = 0, moda = 0, smota = 0, motal = 0;
  double recall = 0, precision = 0, f1 = 0;                              ///< CLR_Re, CLR_Pr, CLR_F1
  double mt_ratio = 0, pt_ratio = 0, ml_ratio = 0;                       ///< MTR, PTR, MLR
  double fp_per_frame = 0;                                               ///< FP_per_frame
  std::int64_t tp = 0, fn = 0, fp = 0;                                   ///< CLR_TP, CLR_FN, CLR_FP
  std::int64_t id_switches = 0, fragments = 0;                           ///< IDSW, Frag
  std::int64_t mostly_tracked = 0, partly_tracked = 0, mostly_lost = 0;  ///< MT, PT, ML
  std::int64_t frames = 0;                                               ///< CLR_Frames
};

/// Ristani et al. 2016.
struct IdentityScores {
  double idf1 = 0, idp = 0, idr = 0;
  std::int64_t idtp = 0, idfn = 0, idfp = 0;
};

/// Luiten et al. 2021, at alpha = 0.05, 0.10 ... 0.95.
struct HotaScores {
  static constexpr std::size_t kAlphas = 19;
  using Curve = std::array<double, kAlphas>;
  Curve hota{}, det_a{}, ass_a{}, det_re{}, det_pr{}, ass_re{}, ass_pr{}, loc_a{}, owta{};
  Curve tp{}, fn{}, fp{};  ///< HOTA_TP, HOTA_FN, HOTA_FP
  double hota0 = 0, loc_a0 = 0,
         hota_loc_a0 = 0;  ///< HOTA(0), LocA(0), HOTALocA(0): at the first alpha
  /// The number that is quoted: the mean over the alphas.
  static double mean(const Curve& curve);
};

struct MotScores {
  ClearScores clear;
  IdentityScores identity;
  HotaScores hota;
  std::int64_t frames = 0, gt_boxes = 0, pred_boxes = 0, gt_ids = 0, pred_ids = 0;
};

/// `frames` 0: as long as the rows. Errc::bad_input when a row lies behind `frames`.
Result<MotScores> evaluate_mot(const MotRows& gt, const MotRows& pred, int frames = 0);

/// Reads both files and evaluates them.
Result<MotScores> evaluate_mot_files(const std::string& gt_path, const std::string& pred_path,
                                     int frames = 0);

}  // namespace touchline
