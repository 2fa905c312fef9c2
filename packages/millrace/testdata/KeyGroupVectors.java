// Makes key-groups.json: Flink's own classes for the groups, Guava's murmur3 for the hashes, and the canonical bytes of
// keys written once more from their description. To run it, with flink-core 2.3.0, flink-core-api 2.3.0, flink-runtime
// 2.3.0 and guava 33.4.0-jre in a folder `lib`:
//   java -cp 'lib/*' KeyGroupVectors.java > key-groups.json
import com.google.common.hash.Hashing;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.StringJoiner;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.util.MathUtils;

public class KeyGroupVectors {
  static byte[] longBytes(long value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long rest = (value << 1) ^ (value >> 63);
    while ((rest & ~0x7fL) != 0) {
      out.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
    return out.toByteArray();
  }

  static byte[] stringBytes(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int rest = utf8.length;
    while (rest > 0x7f) {
      out.write((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
    out.writeBytes(utf8);
    return out.toByteArray();
  }

  static String key(String type, String json, byte[] bytes) {
    int hash = Hashing.murmur3_32_fixed().hashBytes(bytes).asInt();
    return String.format("{\"type\":\"%s\",\"key\":%s,\"bytes\":\"%s\",\"hash\":%d,\"group128\":%d,\"group32768\":%d,\"subtask7of128\":%d}",
        type, json, HexFormat.of().formatHex(bytes), hash,
        KeyGroupRangeAssignment.computeKeyGroupForKeyHash(hash, 128),
        KeyGroupRangeAssignment.computeKeyGroupForKeyHash(hash, 32768),
        KeyGroupRangeAssignment.computeOperatorIndexForKeyGroup(128, 7, KeyGroupRangeAssignment.computeKeyGroupForKeyHash(hash, 128)));
  }

  public static void main(String[] args) {
    StringJoiner mixes = new StringJoiner(",\n  ");
    int[] hashes = {0, 1, -1, 2, 42, 127, 128, 65535, 1 << 30, Integer.MAX_VALUE, Integer.MIN_VALUE, 0x12345678, 0xdeadbeef, -1640531527};
    for (int hash : hashes) mixes.add(String.format("{\"hash\":%d,\"mix\":%d}", hash, MathUtils.murmurHash(hash)));
    int seed = 7;
    for (int i = 0; i < 200; i++) {
      seed = seed * 1664525 + 1013904223;
      mixes.add(String.format("{\"hash\":%d,\"mix\":%d}", seed, MathUtils.murmurHash(seed)));
    }
    StringJoiner ranges = new StringJoiner(",\n  ");
    int[][] sizes = {{1, 128}, {2, 128}, {3, 128}, {7, 128}, {128, 128}, {4, 10}, {10, 10}, {3, 32768}, {255, 512}};
    for (int[] size : sizes)
      for (int subtask = 0; subtask < size[0]; subtask += Math.max(1, size[0] / 8)) {
        KeyGroupRange range = KeyGroupRangeAssignment.computeKeyGroupRangeForOperatorIndex(size[1], size[0], subtask);
        ranges.add(String.format("{\"parallelism\":%d,\"maxParallelism\":%d,\"subtask\":%d,\"start\":%d,\"end\":%d}",
            size[0], size[1], subtask, range.getStartKeyGroup(), range.getEndKeyGroup()));
      }
    StringJoiner defaults = new StringJoiner(",\n  ");
    for (int p : new int[] {1, 2, 64, 85, 86, 100, 128, 170, 171, 1000, 10000, 21845, 21846, 32768})
      defaults.add(String.format("{\"parallelism\":%d,\"maxParallelism\":%d}", p, KeyGroupRangeAssignment.computeDefaultMaxParallelism(p)));
    StringJoiner keys = new StringJoiner(",\n  ");
    for (long k : new long[] {0, 1, -1, 2, 63, 64, -64, -65, 8191, 8192, 1000000, -123456789, 2147483647L, -2147483648L, 2147483648L,
        4294967296L, 1700000000000L, 9007199254740991L, -9007199254740991L, 9007199254740992L, -9007199254740992L, Long.MAX_VALUE, Long.MIN_VALUE})
      keys.add(key("LONG", "\"" + k + "\"", longBytes(k)));
    for (String k : new String[] {"", "a", "apple", "customer-42", "h\u00e4\u00f6\u00fc", "\u65e5\u672c", "\ud83d\ude00", "x".repeat(127), "x".repeat(128), "x".repeat(300), "\u00e9".repeat(48)})
      keys.add(key("STRING", "\"" + k + "\"", stringBytes(k)));
    for (double k : new double[] {0.0, -0.0, 1.0, -1.5, Math.PI, Double.MAX_VALUE, Double.MIN_VALUE, Double.POSITIVE_INFINITY, Double.NaN})
      keys.add(key("DOUBLE", "\"" + k + "\"", ByteBuffer.allocate(8).putLong(Double.doubleToLongBits(k)).array()));
    keys.add(key("BOOLEAN", "\"true\"", new byte[] {1}));
    keys.add(key("BOOLEAN", "\"false\"", new byte[] {0}));
    System.out.println("{\"mixes\":[\n  " + mixes + "\n],\"ranges\":[\n  " + ranges + "\n],\"defaults\":[\n  " + defaults + "\n],\"keys\":[\n  " + keys + "\n]}");
  }
}
