#include "config/experiment_config.h"

#include "config/field_visitor.h"

namespace affekt {
namespace {

constexpr double kMaxEpochs = 10000;
constexpr double kMaxSeed = 9007199254740991;  // 2^53 - 1: what JSON keeps exactly

using Rules = FieldRules;

}  // namespace

void SplitConfig::describe(FieldVisitor& v) {
  v.field(
      "plan", &plan,
      Rules("official keeps the data set's own split; the others make one. A group is one person; "
            "ravdess_5fold are the published folds of actors")
          .one_of({"official", "ravdess_5fold", "k_fold_by_group", "k_fold_by_sample", "leave_actors_out"}));
  v.field("num_folds", &num_folds,
          Rules("Of k_fold_by_group and k_fold_by_sample").unit("folds").at_least(2).at_most(1000));
  v.field("test_fold", &test_fold,
          Rules("The fold that tests, from 1; 0: none, every fold trains. `run --folds` takes each in turn")
              .at_least(0)
              .at_most(1000));
  v.field("validation_fold", &validation_fold,
          Rules("The fold that validates, from 1; 0: none (train.select must be last then)")
              .at_least(0)
              .at_most(1000));
  v.field("test_actors", &test_actors,
          Rules("leave_actors_out: the numbers of the actors that test")
              .at_least(1)
              .at_most(100000)
              .num_items(0, 1000));
  v.field("validation_actors", &validation_actors,
          Rules("leave_actors_out: the numbers of the actors that validate")
              .at_least(1)
              .at_most(100000)
              .num_items(0, 1000));
  v.field("same_group_in_two_splits", &same_group_in_two_splits,
          Rules("One person in two splits makes scores too good: refuse, or allow it knowingly")
              .one_of({"refuse", "allow"}));
}

void AudioConfig::describe(FieldVisitor& v) {
  v.field(
      "trim_db", &trim_db,
      Rules("Silence at both ends is cut: frames of 20 ms this far below the loudest one; 0: nothing is cut")
          .unit("dB")
          .at_least(0)
          .at_most(120));
  v.field("min_seconds", &min_seconds,
          Rules("A recording that is shorter after trimming is a bad sample")
              .unit("seconds")
              .at_least(0.05)
              .at_most(60));
  v.field("vocal_channel", &vocal_channel,
          Rules("RAVDESS: which recordings are taken").one_of({"speech", "song", "both"}));
  v.field("calm", &calm,
          Rules("RAVDESS: what becomes of the class calm").one_of({"keep", "merge_into_neutral", "drop"}));
}

void SongDataConfig::describe(FieldVisitor& v) {
  v.field(
      "affect_path", &affect_path,
      Rules(
          "CSV of songs with listeners' valence and arousal, joined by Spotify id; empty: none. Relative to "
          "the current directory")
          .path()
          .may_be_empty());
  v.field("moods_path", &moods_path,
          Rules("CSV of songs with one mood each, joined by Spotify id; empty: none. Relative to the current "
                "directory")
              .path()
              .may_be_empty());
}

void DataConfig::describe(FieldVisitor& v) {
  v.field("source", &source, Rules("Kind of data set, such as fer2013"));
  v.field("path", &path,
          Rules("The raw data set: a folder of pictures or sound, or one file such as fer2013.csv. Relative "
                "to the current directory; ${NAME:-default} takes an environment variable")
              .path()
              .required());
  v.field("prepared_dir", &prepared_dir,
          Rules("Folder of the prepared files. Relative to the current directory; "
                "${NAME:-default} takes an environment variable")
              .path());
  v.section("split", split, "Who trains, who validates, who tests");
  v.section("audio", audio, "How recordings become waveforms (data sets of sound)");
  v.section("songs", songs, "What people said of the songs (song catalogues)");
  v.field("on_bad_sample", &on_bad_sample,
          Rules("A sample that can't be read: stop with its name, or skip it and count it in the report")
              .one_of({"error", "skip"}));
  v.field("near_duplicate_distance", &near_duplicate_distance,
          Rules("Pictures that differ by at most this in their 64-bit perceptual hash are near duplicates. "
                "Recordings are compared by their sound: any value above 0 turns that on. 0 turns it off")
              .unit("bits")
              .at_least(0)
              .at_most(16));
}

void FrontEndConfig::describe(FieldVisitor& v) {
  v.field("num_mels", &num_mels, Rules("Mel bands").unit("bands").at_least(8).at_most(256));
  v.field("window_ms", &window_ms,
          Rules("Length of the Hann window").unit("milliseconds").at_least(5).at_most(100));
  v.field("hop_ms", &hop_ms, Rules("Step between frames").unit("milliseconds").at_least(1).at_most(100));
  v.field("f_min_hz", &f_min_hz, Rules("Lower end of the lowest band").unit("Hz").at_least(0).at_most(7000));
  v.field("f_max_hz", &f_max_hz,
          Rules("Upper end of the highest band").unit("Hz").at_least(1000).at_most(8000));
  v.field("mel_scale", &mel_scale,
          Rules("htk, or slaney with bands of equal area").one_of({"htk", "slaney"}));
  v.field(
      "normalization", &normalization,
      Rules("Of the log-mel energies by mean and deviation of the clip (clip), of each of its bands (band), "
            "or not at all (none)")
          .one_of({"none", "clip", "band"}));
}

void SpecAugmentConfig::describe(FieldVisitor& v) {
  v.field("num_frequency_masks", &num_frequency_masks,
          Rules("Bands hidden in training").unit("masks").at_least(0).at_most(10));
  v.field("max_frequency_mels", &max_frequency_mels,
          Rules("Width of each, uniform in 0..max").unit("mel bands").at_least(0).at_most(128));
  v.field("num_time_masks", &num_time_masks,
          Rules("Spans hidden in training").unit("masks").at_least(0).at_most(10));
  v.field("max_time_ms", &max_time_ms,
          Rules("Length of each, uniform in 0..max").unit("milliseconds").at_least(0).at_most(10000));
}

void FeatureConfig::describe(FieldVisitor& v) {
  v.field("columns", &columns,
          Rules("Columns of the catalogue that the songs are clustered by").num_items(1, 64));
  v.field("scaling", &scaling,
          Rules("standard: mean 0 and deviation 1; robust: median 0 and quartile distance 1")
              .one_of({"standard", "robust", "none"}));
  v.field("log_tempo", &log_tempo,
          Rules("The logarithm of the column tempo, so that double is as far as half"));
  v.field("circular_key", &circular_key,
          Rules("The column key becomes its cosine and sine, so that B is beside C"));
  v.field("pca_components", &pca_components,
          Rules("Principal components that are kept; 0: no PCA").at_least(0).at_most(64));
  v.field("missing", &missing,
          Rules("A song with an empty cell in one of the columns: left out, or given the column's median")
              .one_of({"drop", "median"}));
}

void SweepConfig::describe(FieldVisitor& v) {
  v.field("enabled", &enabled, Rules("Fit and score every k, and tell in the report how k was chosen"));
  v.field("k_min", &k_min, Rules("Fewest clusters").unit("clusters").at_least(2).at_most(1024));
  v.field("k_max", &k_max, Rules("Most clusters").unit("clusters").at_least(2).at_most(1024));
  v.field("silhouette_rows", &silhouette_rows,
          Rules("The silhouette is exact up to so many songs, and of a random sample of so many beyond")
              .unit("songs")
              .at_least(100)
              .at_most(1000000));
  v.field("gap_references", &gap_references,
          Rules("Permuted copies of the features that the gap statistic compares with; 0: none")
              .at_least(0)
              .at_most(100));
  v.field("stability_rounds", &stability_rounds,
          Rules("Pairs of seeds, and of bootstrap samples, whose clusterings are compared; 0: none")
              .at_least(0)
              .at_most(100));
  v.field(
      "rule", &rule,
      Rules(
          "stable_silhouette: the best silhouette among the k whose clusterings are stable; silhouette: the "
          "best one; gap: the smallest k within one deviation of the next one's gap")
          .one_of({"stable_silhouette", "silhouette", "gap"}));
  v.field(
      "min_stability", &min_stability,
      Rules(
          "stable_silhouette: adjusted Rand index that a k needs between seeds and between bootstrap samples")
          .at_least(0)
          .at_most(1));
}

void KmeansConfig::describe(FieldVisitor& v) {
  v.field("num_clusters", &num_clusters,
          Rules("0: chosen by the sweep").unit("clusters").at_least(0).at_most(1024));
  v.field(
      "algorithm", &algorithm,
      Rules("auto, lloyd, hamerly and elkan are exact and give the same clusters; mini_batch is approximate, "
            "for catalogues beyond memory")
          .one_of({"auto", "lloyd", "hamerly", "elkan", "mini_batch"}));
  v.field("start", &start, Rules("How the first centroids are drawn").one_of({"kmeans++", "kmeans||"}));
  v.field("num_starts", &num_starts, Rules("The best of so many starts is kept").at_least(1).at_most(1000));
  v.field("max_iterations", &max_iterations, Rules("Of each start").at_least(1).at_most(100000));
  v.field("tolerance", &tolerance,
          Rules("Ends when all centroids together move less than this times the mean variance, squared")
              .at_least(0)
              .at_most(1));
  v.field("batch_rows", &batch_rows,
          Rules("mini_batch: songs in one step").unit("songs").at_least(64).at_most(10000000));
  v.section("sweep", sweep, "How the number of clusters is chosen");
}

void SongAffectConfig::describe(FieldVisitor& v) {
  v.field("target", &target,
          Rules("What valence and arousal are predicted as: Deezer's, or those of listeners' tags; none: no "
                "prediction")
              .one_of({"deezer", "tags", "none"}));
  v.field("num_folds", &num_folds, Rules("Folds of the cross-validated R2").at_least(2).at_most(100));
  v.field("hidden_units", &hidden_units, Rules("Of the small network").at_least(1).at_most(1024));
  v.field("epochs", &epochs, Rules("Of the small network").unit("epochs").at_least(1).at_most(kMaxEpochs));
}

void ModelConfig::describe(FieldVisitor& v) {
  v.field("name", &name, Rules("Which network, such as small_cnn"));
  v.field("channels", &channels,
          Rules("Output channels of the network's stages, from the picture on")
              .at_least(1)
              .at_most(4096)
              .num_items(1, 8));
  v.field("residual_blocks", &residual_blocks,
          Rules("Residual blocks of each stage, behind its first convolution")
              .at_least(0)
              .at_most(16)
              .num_items(1, 8));
  v.field("dropout", &dropout, Rules("Dropout before the last layer").at_least(0).below(1));
  v.field("squeeze_excitation", &squeeze_excitation,
          Rules("small_cnn: scale each stage's channels by what the whole feature map calls for (Hu et al., "
                "2018)"));
  v.field("pooling", &pooling,
          Rules("speech_cnn: how the frames become one answer; statistics are mean and deviation")
              .one_of({"mean", "statistics", "attention"}));
  v.section("front_end", front_end, "speech_cnn: waveforms to log-mel energies, inside the network");
  v.section("spec_augment", spec_augment, "speech_cnn: masks over the log-mel energies, in training only");
  v.section("features", features, "song_kmeans: the space in which songs are clustered");
  v.section("kmeans", kmeans, "song_kmeans: the clusters");
  v.section("affect", affect, "song_kmeans: from a song's features to valence and arousal");
}

void SpeechAugmentConfig::describe(FieldVisitor& v) {
  v.field("crop_s", &crop_s,
          Rules("Length of a training waveform; a shorter clip is repeated to fill it")
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
          Rules("Share of pictures that are mirrored left to right").at_least(0).at_most(1));
  v.field("shift_px", &shift_px,
          Rules("Shift along each axis, uniform in +-shift_px").unit("pixels").at_least(0).at_most(256));
  v.field("rotation_deg", &rotation_deg,
          Rules("Rotation, uniform in +-rotation_deg").unit("degrees").at_least(0).at_most(180));
  v.field("scale", &scale, Rules("Size, multiplied by uniform 1 +- scale").at_least(0).at_most(0.9));
  v.field("brightness", &brightness,
          Rules("Adds uniform +-brightness * 255 to the pixels").at_least(0).at_most(1));
  v.field("contrast", &contrast,
          Rules("Multiplies the pixels' distance to the picture's mean by uniform 1 +- contrast")
              .at_least(0)
              .at_most(1));
  v.field("erase_probability", &erase_probability,
          Rules("Share of pictures in which a random rectangle is erased").at_least(0).at_most(1));
  v.field("erase_max_area", &erase_max_area,
          Rules("Largest erased rectangle, as a share of the picture's area").at_least(0).at_most(0.9));
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
          Rules("Passes over the training split").unit("epochs").at_least(1).at_most(kMaxEpochs));
  v.field("batch_size", &batch_size, Rules("Samples in one step").unit("samples").at_least(1).at_most(8192));
  v.field(
      "precision", &precision,
      Rules("Arithmetic of convolutions and matrix products; auto takes bf16 where the machine gains from it")
          .one_of({"auto", "fp32", "bf16"}));
  v.field("num_threads", &num_threads,
          Rules("0 takes the physical cores").unit("threads").at_least(0).at_most(1024));
  v.section("optimizer", optimizer, "What makes a step out of a gradient");
  v.section("schedule", schedule, "The learning rate over the epochs");
  v.section("augment", augment, "Random changes of training pictures; validation and test stay as they are");
  v.section("speech", speech, "Random changes of training waveforms; validation and test stay as they are");
  v.field("select", &select,
          Rules("Which epoch's weights are kept: the best by best_metric on validation, or simply the last "
                "(no validation split is needed)")
              .one_of({"best", "last"}));
  v.field(
      "mixup_alpha", &mixup_alpha,
      Rules("Mixup weights are drawn from Beta(alpha, alpha); 0 turns mixup off").at_least(0).at_most(10));
  v.field("mixup_probability", &mixup_probability,
          Rules("Share of batches that are mixed").at_least(0).at_most(1));
  v.field("label_smoothing", &label_smoothing,
          Rules("Share of a target's weight that is spread over all classes").at_least(0).below(1));
  v.field("class_weights", &class_weights,
          Rules("Weight of each class in the loss")
              .one_of({"none", "inverse_frequency", "inverse_sqrt_frequency"}));
  v.field(
      "ema_decay", &ema_decay,
      Rules("Decay per step of the moving average of the weights that is evaluated and kept; 0 turns it off")
          .at_least(0)
          .below(1));
  v.field("gradient_clip_norm", &gradient_clip_norm,
          Rules("Gradients with a longer L2 norm are shortened to it; 0 turns clipping off")
              .at_least(0)
              .at_most(1000000));
  v.field("early_stop_epochs", &early_stop_epochs,
          Rules("Stop after so many epochs without a better score; 0 turns early stopping off")
              .unit("epochs")
              .at_least(0)
              .at_most(kMaxEpochs));
  v.field("best_metric", &best_metric,
          Rules("Score on the validation split that chooses the kept weights")
              .one_of({"accuracy", "macro_f1", "uar", "loss"}));
  v.field("checkpoint_minutes", &checkpoint_minutes,
          Rules("A checkpoint at least so often, besides the one at the end of every epoch; 0: only that one")
              .unit("minutes")
              .at_least(0)
              .at_most(1440));
  v.field("tensorboard", &tensorboard, Rules("Also write TensorBoard event files"));
}

void EvaluateConfig::describe(FieldVisitor& v) {
  v.field("split", &split, Rules("Which split is reported on").one_of({"train", "validation", "test"}));
  v.field("bootstrap_samples", &bootstrap_samples,
          Rules("Resamples behind each 95 % interval").at_least(100).at_most(100000));
  v.field(
      "calibration_bins", &calibration_bins,
      Rules("Confidence bins of the calibration error and the reliability diagram").at_least(2).at_most(100));
  v.field("temperature_scaling", &temperature_scaling,
          Rules("Fit a temperature for the probabilities on the validation split; it is exported too"));
  v.field("test_time_augmentation", &test_time_augmentation,
          Rules("Also report the score averaged over mirrored pictures, beside the plain score"));
  v.field("acoustic_baseline", &acoustic_baseline,
          Rules("Data sets of sound: also train and score an SVM and a random forest on classic acoustic "
                "features, the line to beat"));
  v.field("pictures", &pictures,
          Rules("Show the worst mistakes as pictures, or as drawn waveforms, in report.html"));
  v.field("num_worst_mistakes", &num_worst_mistakes, Rules("How many of them").at_least(0).at_most(200));
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
  v.section("export", export_, "What the ONNX model must fulfil");
}

}  // namespace affekt
