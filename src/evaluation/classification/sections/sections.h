// The sections of a report on a classifier, each made of report.json's content, and all that stands above
// them.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "evaluation/classification/report.h"
#include "evaluation/report/report_document.h"
#include "store/prepared_file.h"

namespace affekt {

/// "accuracy 68.9 % (95 % interval 67.4 to 70.4) on 3,589 samples of the validation split", or of a report
/// over speakers "UAR 66.1 % (95 % interval 61.0 to 71.2 over 20 speakers) on 1,199 samples of the test
/// splits of 4 folds, pooled"
std::string summarise_scores(const nlohmann::json& facts);
std::vector<Card> make_score_cards(const nlohmann::json& facts);

Section make_scores_section(const nlohmann::json& facts);
/// The same scores without leaked samples and with test-time augmentation; nullopt: there are neither.
std::optional<Section> make_variants_section(const nlohmann::json& facts);
Section make_folds_section(const nlohmann::json& facts);  // facts with cross_validation
Section make_confusion_section(const nlohmann::json& facts);
Section make_calibration_section(const nlohmann::json& facts);
Section make_classes_section(const nlohmann::json& facts);
Section make_groups_section(const nlohmann::json& facts);  // facts with per_group
/// @param panels  at least one
Section make_curves_section(const nlohmann::json& facts, std::vector<Figure> panels);
/// @param samples  those of the table; null: the mistakes are listed, not shown
Section make_mistakes_section(const nlohmann::json& facts, const Samples* samples);
/// Images with where the network looked laid over them. @param facts  with saliency
Section make_saliency_section(const nlohmann::json& facts, const ImageSamples& images,
                              const SaliencyMaps& maps);
Section make_origin_section(const nlohmann::json& facts);

}  // namespace affekt
