// The keys of `model` (experiment_config.h): descriptions, ranges, choices.
#include "config/experiment_config.h"
#include "config/field_visitor.h"

namespace affekt {
namespace {

using Rules = FieldRules;

}  // namespace

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
  v.field("normalization", &normalization,
          Rules("Of the log-mel energies by mean and deviation of the recording (clip), of each of its bands "
                "(band), or not at all (none)")
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
  v.field("algorithm", &algorithm,
          Rules("auto, lloyd, hamerly and elkan are exact and give the same clusters; mini_batch is "
                "approximate and faster with millions of songs; all songs are held in memory in any case")
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
  v.field("epochs", &epochs, Rules("Of the small network").unit("epochs").at_least(1).at_most(10000));
}

void ResNetConfig::describe(FieldVisitor& v) {
  v.field(
      "stem", &stem,
      Rules("imagenet: 7x7 convolution with stride 2, and a pool; small: 3x3 with stride 1 and no pool, for "
            "images of 40 to 64 pixels")
          .one_of({"imagenet", "small"}));
  v.field(
      "input_px", &input_px,
      Rules("Images are resized to this height and width, at least 16, inside the network, so that it takes "
            "them as they are; 0: not resized")
          .unit("pixels")
          .at_least(0)
          .at_most(512));
  v.field("last_layer", &last_layer,
          Rules("Whose maps are the features. layer3 leaves layer4 out: a quarter of the weights, for few "
                "images, or where the pretrained file has no layer4")
              .one_of({"layer3", "layer4"}));
}

void FusionConfig::describe(FieldVisitor& v) {
  v.field("streams", &streams,
          Rules("What the network sees: the person, the whole picture, or both")
              .one_of({"both", "body", "context"}));
  v.field("units", &units, Rules("Of the layer that joins the streams").at_least(1).at_most(4096));
}

void SequenceModelConfig::describe(FieldVisitor& v) {
  v.field("cell", &cell, Rules("Of the recurrent layers").one_of({"lstm", "gru"}));
  v.field("num_layers", &num_layers, Rules("Recurrent layers").unit("layers").at_least(1).at_most(2));
  v.field("embedding_size", &embedding_size, Rules("Numbers in a song's vector").at_least(1).at_most(1024));
  v.field(
      "hidden_size", &hidden_size,
      Rules("Numbers in a recurrent layer's state; a linear map to embedding_size follows where it differs")
          .at_least(1)
          .at_most(4096));
  v.field(
      "embedding_dropout", &embedding_dropout,
      Rules("Dropout of the vectors that go into the first recurrent layer; model.dropout is that of what "
            "comes out of each")
          .at_least(0)
          .below(1));
  v.field("tie_weights", &tie_weights,
          Rules("The vectors that songs are scored with are those that they are read as (also called "
                "constrained embeddings); false: two vectors a song"));
  v.field("use_artists", &use_artists,
          Rules("The songs of an artist share a vector, which is added to each one's own"));
  v.field("use_features", &use_features,
          Rules("A linear map of a song's audio features is added to its vector; a song that no training "
                "sequence has gets its vector from it and from its artist alone"));
  v.field("emotion_context", &emotion_context,
          Rules("The wanted valence and arousal of the next song are an input; the catalogue needs the "
                "features valence, and arousal or energy"));
  v.field("history_bias", &history_bias,
          Rules("A learned function of when and how often a song and its artist were played is added to the "
                "scores"));
  v.field("history_plays", &history_plays,
          Rules("Plays that the history bias looks back").unit("plays").at_least(1).at_most(100000));
  v.field("context_plays", &context_plays,
          Rules("Plays that the recurrent layers read when the network is asked, from an empty state on")
              .unit("plays")
              .at_least(1)
              .at_most(10000));
}

void PretrainedConfig::describe(FieldVisitor& v) {
  v.field(
      "path", &path,
      Rules("Weights that the training starts from: a .pth or .safetensors file with torchvision's names, or "
            "a run directory; empty: random weights. Relative to the current directory")
          .path()
          .may_be_empty());
  v.field("strict", &strict,
          Rules("Refuse the file unless each of its tensors fits one of the network and none is missing; the "
                "head may always be new"));
}

void ModelConfig::describe(FieldVisitor& v) {
  v.field("name", &name, Rules("Which network, such as small_cnn"));
  v.field("channels", &channels,
          Rules("Output channels of the network's stages, from the input on")
              .of(KeyPart::kStages)
              .at_least(1)
              .at_most(4096)
              .num_items(1, 8));
  v.field("residual_blocks", &residual_blocks,
          Rules("Residual blocks of each stage, behind its first convolution")
              .of(KeyPart::kStages)
              .at_least(0)
              .at_most(16)
              .num_items(1, 8));
  v.field("dropout", &dropout,
          Rules("Dropout before the last layer; behind each recurrent layer")
              .of(KeyPart::kNetwork)
              .at_least(0)
              .below(1));
  v.field("squeeze_excitation", &squeeze_excitation,
          Rules("Scale each stage's channels by what the whole feature map calls for (Hu et al., 2018)")
              .of(KeyPart::kStages)
              .of(KeyPart::kImages));
  v.field("pooling", &pooling,
          Rules("How the frames become one answer; statistics are mean and deviation")
              .of(KeyPart::kWaveforms)
              .one_of({"mean", "statistics", "attention"}));
  v.section("front_end", front_end, "Waveforms to log-mel energies, inside the network",
            {KeyPart::kWaveforms});
  v.section("spec_augment", spec_augment, "Masks over the log-mel energies, in training only",
            {KeyPart::kWaveforms});
  v.section("resnet", resnet, "A ResNet-18", {KeyPart::kResNet});
  v.section("fusion", fusion, "Person and context", {KeyPart::kPeople});
  v.section("sequence", sequence, "What was played so far to scores of the next song", {KeyPart::kPlays});
  v.section("pretrained", pretrained, "Weights that the training starts from", {KeyPart::kNetwork});
  v.section("features", features, "The space in which songs are clustered", {KeyPart::kSongs});
  v.section("kmeans", kmeans, "The clusters", {KeyPart::kSongs});
  v.section("affect", affect, "From a song's features to valence and arousal", {KeyPart::kSongs});
}

}  // namespace affekt
