#include "config/experiment_config.h"

#include "config/field_visitor.h"

namespace affekt {
namespace {

using Rules = FieldRules;

}  // namespace

void EvaluateConfig::describe(FieldVisitor& v) {
  v.field("split", &split,
          Rules("Which split is reported on").of(KeyPart::kNetwork).one_of({"train", "validation", "test"}));
  v.field("bootstrap_samples", &bootstrap_samples,
          Rules("Resamples behind each 95 % interval").at_least(100).at_most(100000));
  v.field("calibration_bins", &calibration_bins,
          Rules("Confidence bins of the calibration error and the reliability diagram")
              .of(KeyPart::kClassifier)
              .at_least(2)
              .at_most(100));
  v.field("temperature_scaling", &temperature_scaling,
          Rules("Fit a temperature for the probabilities on the validation split; it is exported too")
              .of(KeyPart::kClassifier));
  v.field("test_time_augmentation", &test_time_augmentation,
          Rules("Also report the score averaged over mirrored images, beside the plain score")
              .of(KeyPart::kClassifier)
              .of(KeyPart::kImages));
  v.field("acoustic_baseline", &acoustic_baseline,
          Rules("Also train and score an SVM and a random forest on classic acoustic features, as baselines")
              .of(KeyPart::kWaveforms));
  v.field("pictures", &pictures,
          Rules("Show the worst mistakes as images, or as drawn waveforms, in report.html")
              .of(KeyPart::kClassifier));
  v.field("num_worst_mistakes", &num_worst_mistakes,
          Rules("How many of them").of(KeyPart::kClassifier).at_least(0).at_most(200));
  v.field("saliency", &saliency,
          Rules("Samples shown in report.html with where the network looked (Grad-CAM); 0: none")
              .of(KeyPart::kImages)
              .unit("samples")
              .at_least(0)
              .at_most(200));
}

void ExportConfig::describe(FieldVisitor& v) {
  v.field("max_probability_difference", &max_probability_difference,
          Rules("The export fails if a probability of the ONNX model differs by more from LibTorch's")
              .above(0)
              .at_most(0.1));
}

void ExperimentConfig::describe(FieldVisitor& v) {
  v.field("name", &name,
          Rules("Name of the experiment; its folder is experiments/<name>").folder_name().required());
  v.section("data", data, "Which data set, and how it becomes the prepared file");
  v.section("model", model, "Which network, and its size");
  v.section("train", train, "How it is trained");
  v.section("evaluate", evaluate, "What the accuracy report holds");
  v.section("export", export_, "What the ONNX model must fulfil", {KeyPart::kNetwork});
}

}  // namespace affekt
