// The keys of `train` (experiment_config.h): descriptions, ranges, choices.
#include "config/experiment_config.h"
#include "config/field_visitor.h"

namespace affekt {
namespace {

constexpr double kMaxEpochs = 10000;
constexpr double kMaxSeed = 9007199254740991;  // 2^53 - 1: what JSON keeps exactly

using Rules = FieldRules;

}  // namespace

void SpeechAugmentConfig::describe(FieldVisitor& v) {
  v.field("crop_s", &crop_s,
          Rules("Length of a training waveform; a shorter recording is repeated to fill it")
              .unit("seconds")
              .at_least(0.2)
              .at_most(60));
  v.field("random_position", &random_position, Rules("Where it begins is drawn (time shift), or the start"));
  v.field("gain_db", &gain_db, Rules("Level, uniform in +-gain_db").unit("dB").at_least(0).at_most(60));
  v.field("noise_probability", &noise_probability,
          Rules("Share of waveforms with added white noise").at_least(0).at_most(1));
  v.field("noise_snr_min_db", &noise_snr_min_db,
          Rules("Smallest distance of speech above noise").unit("dB").at_least(-20).at_most(100));
  v.field("noise_snr_max_db", &noise_snr_max_db,
          Rules("Largest distance of speech above noise").unit("dB").at_least(-20).at_most(100));
  v.field("speed", &speed,
          Rules("Played faster or slower, and so higher or lower: uniform in 1 +- speed")
              .at_least(0)
              .at_most(0.5));
}

void AugmentConfig::describe(FieldVisitor& v) {
  v.field("flip_probability", &flip_probability,
          Rules("Share of images that are mirrored left to right").at_least(0).at_most(1));
  v.field("shift_px", &shift_px,
          Rules("Shift along each axis, uniform in +-shift_px").unit("pixels").at_least(0).at_most(256));
  v.field("rotation_deg", &rotation_deg,
          Rules("Rotation, uniform in +-rotation_deg").unit("degrees").at_least(0).at_most(180));
  v.field("scale", &scale, Rules("Size, multiplied by uniform 1 +- scale").at_least(0).at_most(0.9));
  v.field("brightness", &brightness,
          Rules("Adds uniform +-brightness * 255 to the pixels").at_least(0).at_most(1));
  v.field("contrast", &contrast,
          Rules("Multiplies the pixels' distance to the image's mean by uniform 1 +- contrast")
              .at_least(0)
              .at_most(1));
  v.field("erase_probability", &erase_probability,
          Rules("Share of images in which a random rectangle is erased").at_least(0).at_most(1));
  v.field("erase_max_area", &erase_max_area,
          Rules("Largest erased rectangle, as a share of the image's area").at_least(0.02).at_most(0.9));
}

void TransferConfig::describe(FieldVisitor& v) {
  v.field(
      "freeze_through", &freeze_through,
      Rules("The last layer that is frozen, from the input on, such as layer2 of a ResNet-18; empty: none is")
          .may_be_empty());
  v.field("freeze_epochs", &freeze_epochs,
          Rules("For so many epochs; 0: to the end").unit("epochs").at_least(0).at_most(kMaxEpochs));
  v.field(
      "unfreeze_every_epochs", &unfreeze_every_epochs,
      Rules("After them, one frozen layer more learns every so many epochs, from the head on; 0: all at once")
          .unit("epochs")
          .at_least(0)
          .at_most(kMaxEpochs));
  v.field(
      "backbone_lr_factor", &backbone_lr_factor,
      Rules("The learning rate of all layers but the head's is multiplied by it; layers that the pretrained "
            "file lacks learn at the full rate")
          .above(0)
          .at_most(100));
  v.field("freeze_batch_norm", &freeze_batch_norm,
          Rules("The backbone's pretrained batch norms use their running statistics in training, and they "
                "never move "
                "(those of frozen layers never do; batch norms that start new always learn theirs)"));
}

void AffectLossConfig::describe(FieldVisitor& v) {
  v.field("category_loss", &category_loss,
          Rules("Of the categories: binary cross-entropy, or the squared difference of probability and label "
                "(Kosti et al., 2019)")
              .one_of({"bce", "l2"}));
  v.field("category_weights", &category_weights,
          Rules("Rare categories count more, by 1 / ln(1.2 + prevalence) in the batch (dynamic) or in the "
                "training split (fixed); or all count the same")
              .one_of({"dynamic", "fixed", "none"}));
  v.field("value_loss", &value_loss,
          Rules("Of valence, arousal and dominance").one_of({"l1", "smooth_l1", "l2_margin"}));
  v.field("value_margin", &value_margin,
          Rules("l2_margin: smaller differences cost nothing")
              .unit("points of the scale 1..10")
              .at_least(0)
              .at_most(9));
  v.field("category_share", &category_share,
          Rules("Share of the categories in the loss; the values have the rest").at_least(0).at_most(1));
}

void NextSongTrainConfig::describe(FieldVisitor& v) {
  v.field("loss", &loss,
          Rules("Softmax over all songs that training sequences have, over a sample of them, or BPR-max over "
                "the sample (Hidasi and Karatzoglou, 2018)")
              .one_of({"full_softmax", "sampled_softmax", "bpr_max"}));
  v.field("num_sampled", &num_sampled,
          Rules("sampled_softmax, bpr_max: songs drawn for each step, beside those of the batch itself")
              .unit("songs")
              .at_least(1)
              .at_most(1000000));
  v.field("sampling_power", &sampling_power,
          Rules("They are drawn with probability ~ plays^power: 0 uniform, 1 as often as they are played")
              .at_least(0)
              .at_most(1));
  v.field(
      "score_regularization", &score_regularization,
      Rules("bpr_max: weight of the squared scores of the songs that did not come").at_least(0).at_most(100));
  v.field(
      "bptt_plays", &bptt_plays,
      Rules("Longer sequences are cut into pieces of at most so many plays, and gradients end at the cuts "
            "(truncated back-propagation through time)")
          .unit("plays")
          .at_least(2)
          .at_most(10000));
  v.field(
      "carry_state", &carry_state,
      Rules("A piece goes on from the state that the one before left; false: from an empty state, and the "
            "cuts are drawn anew in each epoch"));
  v.field(
      "emotion_probability", &emotion_probability,
      Rules("model.sequence.emotion_context: share of training plays whose valence and arousal are told as "
            "the wanted ones")
          .at_least(0)
          .at_most(1));
  v.field("emotion_noise", &emotion_noise,
          Rules("Normal noise added to them, so that they name a mood and not one song")
              .unit("standard deviations")
              .at_least(0)
              .at_most(10));
}

void OptimizerConfig::describe(FieldVisitor& v) {
  v.field("name", &name, Rules("sgd is with Nesterov momentum").one_of({"sgd", "adamw"}));
  v.field("lr", &lr, Rules("Learning rate behind the warm-up").above(0).at_most(10));
  v.field("momentum", &momentum, Rules("Of sgd").at_least(0).below(1));
  v.field("weight_decay", &weight_decay,
          Rules("Not applied to biases and batch-norm parameters").at_least(0).at_most(1));
  v.field("beta1", &beta1, Rules("Of adamw: decay of the mean of gradients").at_least(0).below(1));
  v.field("beta2", &beta2, Rules("Of adamw: decay of the mean of squared gradients").at_least(0).below(1));
  v.field("epsilon", &epsilon, Rules("Of adamw: added to the denominator").above(0).at_most(0.1));
}

void ScheduleConfig::describe(FieldVisitor& v) {
  v.field("name", &name, Rules("How the learning rate falls").one_of({"cosine", "step", "plateau"}));
  v.field("warmup_epochs", &warmup_epochs,
          Rules("The learning rate rises linearly over so many epochs, fewer than train.epochs")
              .unit("epochs")
              .at_least(0)
              .at_most(kMaxEpochs));
  v.field("final_lr_fraction", &final_lr_fraction,
          Rules("cosine ends at, and plateau never goes below, this fraction of lr").above(0).at_most(1));
  v.field("step_epochs", &step_epochs,
          Rules("step: every so many epochs the learning rate is multiplied by `factor`")
              .unit("epochs")
              .at_least(1)
              .at_most(kMaxEpochs));
  v.field("factor", &factor,
          Rules("step and plateau: what the learning rate is multiplied by").above(0).below(1));
  v.field("patience_epochs", &patience_epochs,
          Rules("plateau: epochs without a better score before the learning rate falls")
              .unit("epochs")
              .at_least(1)
              .at_most(kMaxEpochs));
}

void TrainConfig::describe(FieldVisitor& v) {
  v.field("seed", &seed, Rules("Seed of every random draw").at_least(0).at_most(kMaxSeed));
  v.field("epochs", &epochs,
          Rules("Passes over the training split")
              .of(KeyPart::kNetwork)
              .unit("epochs")
              .at_least(1)
              .at_most(kMaxEpochs));
  v.field(
      "batch_size", &batch_size,
      Rules("Samples in one step. A last batch of one sample is left out, drawn anew in each epoch: batch "
            "normalisation needs two")
          .of(KeyPart::kNetwork)
          .unit("samples")
          .at_least(1)
          .at_most(8192));
  v.field(
      "precision", &precision,
      Rules("Arithmetic of convolutions and matrix products; auto takes bf16 where the machine gains from it")
          .of(KeyPart::kNetwork)
          .one_of({"auto", "fp32", "bf16"}));
  v.field("device", &device,
          Rules("Where the network is trained; auto takes a GPU where LibTorch finds one, else the processor")
              .of(KeyPart::kNetwork)
              .one_of({"auto", "cpu", "cuda"}));
  v.field("num_threads", &num_threads,
          Rules("0 takes the physical cores").unit("threads").at_least(0).at_most(1024));
  v.section("optimizer", optimizer, "What makes a step out of a gradient", {KeyPart::kNetwork});
  v.section("schedule", schedule, "The learning rate over the epochs", {KeyPart::kNetwork});
  v.section("augment", augment, "Random changes of training images; validation and test stay as they are",
            {KeyPart::kImages});
  v.section("speech", speech, "Random changes of training waveforms; validation and test stay as they are",
            {KeyPart::kWaveforms});
  v.section("transfer", transfer,
            "Which layers learn when, and how fast, from weights that are trained already",
            {KeyPart::kNetwork});
  v.section("affect_loss", affect_loss, "What the loss makes of categories and values", {KeyPart::kPeople});
  v.section("next_song", next_song, "The loss over the catalogue, and how long sequences are cut",
            {KeyPart::kPlays});
  v.field("select", &select,
          Rules("Which epoch's weights are kept: the best by best_metric on validation, or simply the last "
                "(no validation split is needed)")
              .of(KeyPart::kNetwork)
              .one_of({"best", "last"}));
  v.field("mixup_alpha", &mixup_alpha,
          Rules("Mixup weights are drawn from Beta(alpha, alpha); 0 turns mixup off")
              .of(KeyPart::kClassifier)
              .at_least(0)
              .at_most(10));
  v.field("mixup_probability", &mixup_probability,
          Rules("Share of batches that are mixed").of(KeyPart::kClassifier).at_least(0).at_most(1));
  v.field("label_smoothing", &label_smoothing,
          Rules("Share of a target's weight that is spread over all classes")
              .of(KeyPart::kClassifier)
              .at_least(0)
              .below(1));
  v.field("class_weights", &class_weights,
          Rules("Weight of each class in the loss")
              .of(KeyPart::kClassifier)
              .one_of({"none", "inverse_frequency", "inverse_sqrt_frequency"}));
  v.field(
      "ema_decay", &ema_decay,
      Rules("Decay per step of the moving average of the weights that is evaluated and kept; 0 turns it off")
          .of(KeyPart::kNetwork)
          .at_least(0)
          .below(1));
  v.field("gradient_clip_norm", &gradient_clip_norm,
          Rules("Gradients with a longer L2 norm are shortened to it; 0 turns clipping off")
              .of(KeyPart::kNetwork)
              .at_least(0)
              .at_most(1000000));
  v.field("early_stop_epochs", &early_stop_epochs,
          Rules("Stop after so many epochs without a better score; 0 turns early stopping off")
              .of(KeyPart::kNetwork)
              .unit("epochs")
              .at_least(0)
              .at_most(kMaxEpochs));
  v.field("best_metric", &best_metric,
          Rules("Metric on the validation split that chooses the kept weights; of classifiers accuracy, "
                "macro_f1, uar or loss, of next songs mrr_at_20, hit_rate_at_20 or loss")
              .of(KeyPart::kNetwork));
  v.field("checkpoint_minutes", &checkpoint_minutes,
          Rules("A checkpoint at least so often, besides the one at the end of every epoch; 0: only that one")
              .of(KeyPart::kNetwork)
              .unit("minutes")
              .at_least(0)
              .at_most(1440));
  v.field("tensorboard", &tensorboard, Rules("Also write TensorBoard event files").of(KeyPart::kNetwork));
}

}  // namespace affekt
