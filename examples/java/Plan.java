// SPDX-License-Identifier: MIT
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides rows by a threshold plan of libfairness: what a service needs, in one
 * file, without anything but Java 17. The format is docs/reference/plan-format.md.
 *
 * <pre>
 *   Plan plan = Plan.read(Files.readAllBytes(Path.of("plan.json")));
 *   boolean selected = plan.decide(Map.of("race", "Asian"), 0.71);
 * </pre>
 *
 * A plan does not change: threads may share it.
 */
public final class Plan {
    /** The rows of a group that is not in the plan, or a score that is none. */
    public static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }
    }

    private record Part(double threshold, double share) {}

    /** Parts, and where the band below the only one begins, in which rows are referred. */
    private record Rule(List<Part> parts, double referFrom) {
        boolean refers(double score) {
            return score >= referFrom && score < parts.get(0).threshold;
        }
    }

    private static final String SCHEMA = "libfairness/plan/1";
    private static final int SEAL = 83; // ,\n  "sha256": "…"\n}\n

    private final List<String> by = new ArrayList<>();
    private final Map<List<Object>, Rule> groups = new HashMap<>();
    private final Rule shared; // or null
    private final Rule missing; // null: an error
    private final Rule unseen;
    private final boolean ofFloats;

    // ---- reading ----

    private Plan(Map<?, ?> file) {
        want(SCHEMA.equals(file.get("schema")), "schema is not " + SCHEMA);
        for (Object name : list(file, "by")) by.add((String) name);
        want(!by.isEmpty(), "by is empty");
        for (Object group : list(file, "groups")) {
            Map<?, ?> g = (Map<?, ?>) group;
            Map<?, ?> features = (Map<?, ?>) g.get("group");
            want(new ArrayList<Object>(features.keySet()).equals(by), "a group is not by " + by);
            List<Part> parts = parts(list(g, "parts"));
            Object from = g.get("refer_from");
            Rule rule = new Rule(parts, from == null ? Double.NaN : number(from));
            want(from == null || (parts.size() == 1 && rule.referFrom <= parts.get(0).threshold),
                    "a band begins above its threshold");
            want(groups.put(key(features), rule) == null, "a group is there twice");
        }
        want(!groups.isEmpty(), "there are no groups");
        boolean isShared = "shared".equals(file.get("rule"));
        shared = isShared ? groups.values().iterator().next() : null;
        missing = fallback(file.get("missing"));
        unseen = fallback(file.get("unseen"));
        ofFloats = "float32".equals(file.get("score_type"));
    }

    /** A plan from the bytes of its file; IllegalArgumentException if they are none. */
    public static Plan read(byte[] bytes) {
        try {
            want(bytes.length > SEAL, "it is cut off");
            byte[] open = Arrays.copyOf(bytes, bytes.length - SEAL + 3);
            System.arraycopy("\n}\n".getBytes(StandardCharsets.UTF_8), 0, open, open.length - 3, 3);
            Map<?, ?> file = (Map<?, ?>) Json.parse(new String(bytes, StandardCharsets.UTF_8));
            want(hex(sha256(open)).equals(file.get("sha256")), "its bytes are not as they were written");
            return new Plan(file);
        } catch (ClassCastException | NullPointerException | NumberFormatException e) {
            throw new IllegalArgumentException("no plan: " + e.getMessage(), e);
        }
    }

    private static void want(boolean holds, String otherwise) {
        if (!holds) throw new IllegalArgumentException("no plan: " + otherwise);
    }

    private static List<?> list(Map<?, ?> object, String name) {
        return (List<?>) object.get(name);
    }

    private static double number(Object x) {
        if (x instanceof BigDecimal n) return n.doubleValue();
        if ("Infinity".equals(x)) return Double.POSITIVE_INFINITY;
        want("-Infinity".equals(x), x + " is no threshold");
        return Double.NEGATIVE_INFINITY;
    }

    private static List<Part> parts(List<?> list) {
        List<Part> parts = new ArrayList<>();
        double sum = 0, last = Double.NaN;
        for (Object part : list) {
            Map<?, ?> p = (Map<?, ?>) part;
            Part made = new Part(number(p.get("threshold")), number(p.get("share")));
            want(!(made.threshold <= last), "thresholds do not increase");
            want(made.share > 0, "a share is not above 0");
            last = made.threshold;
            sum += made.share;
            parts.add(made);
        }
        want(sum == 1, "shares are not 1 together");
        return parts;
    }

    private static Rule fallback(Object rule) {
        if ("error".equals(rule)) return null;
        double threshold = "select".equals(rule) ? Double.NEGATIVE_INFINITY
                : "reject".equals(rule) ? Double.POSITIVE_INFINITY : number(rule);
        return new Rule(List.of(new Part(threshold, 1)), Double.NaN);
    }

    // ---- deciding ----

    /** "1", 1 and true are three values; null is a missing one. */
    private static Object value(Object x) {
        if (x instanceof Byte || x instanceof Short || x instanceof Integer || x instanceof Long)
            return BigInteger.valueOf(((Number) x).longValue());
        if (x instanceof BigDecimal n) return n.toBigIntegerExact();
        if (x == null || x instanceof String || x instanceof Boolean || x instanceof BigInteger) return x;
        throw new Refused(x + " is no value of a group");
    }

    private static List<Object> key(Map<?, ?> features) {
        List<Object> key = new ArrayList<>();
        for (Object x : features.values()) key.add(value(x));
        return key;
    }

    private Rule ruleOf(Map<String, ?> group) {
        if (shared != null) return shared;
        List<Object> key = new ArrayList<>();
        for (String name : by) {
            if (!group.containsKey(name)) throw new Refused("the row has no " + name);
            key.add(value(group.get(name)));
        }
        Rule rule = groups.get(key);
        if (rule == null) rule = key.contains(null) ? missing : unseen;
        if (rule == null) throw new Refused(group + " is no group of the plan");
        return rule;
    }

    /** Whether somebody else decides a row: then the plan does not. */
    public boolean isReferred(Map<String, ?> group, double score) {
        if (!Double.isFinite(score)) throw new Refused("the score is " + score);
        return ruleOf(group).refers(score);
    }

    /** With which probability a row is selected, before any coin. */
    public double probability(Map<String, ?> group, double score) {
        if (isReferred(group, score)) throw new Refused("the row is referred: somebody else decides it");
        double p = 0;
        for (Part part : ruleOf(group).parts) if (part.threshold <= score) p += part.share;
        return p;
    }

    /** Whether a row is selected, by a plan that leaves nothing to chance. */
    public boolean decide(Map<String, ?> group, double score) {
        double p = probability(group, score);
        if (p > 0 && p < 1) throw new Refused("the plan is randomized: give seed and row id");
        return p == 1;
    }

    /** The same of a score of 32 bits: refused where the plan's have more. */
    public boolean decide(Map<String, ?> group, float score) {
        if (!ofFloats) throw new Refused("the plan was made from scores of 64 bits");
        return decide(group, (double) score);
    }

    /** By the coin of the row: an id is a whole number or text. */
    public boolean decide(Map<String, ?> group, double score, long seed, Object rowId) {
        double p = probability(group, score);
        return p == 1 || (p > 0 && coin(seed, rowId) < p);
    }

    /** From 0 to below 1, of a seed, whose 64 bits are without a sign, and an id. */
    public static double coin(long seed, Object rowId) {
        long[] x = philox(counter(value(rowId)), (int) seed, (int) (seed >>> 32));
        return ((x[0] | x[1] << 32) >>> 11) * 0x1.0p-53;
    }

    private static final long LOW = 0xffffffffL;

    private static long[] counter(Object id) {
        if (id instanceof String text) {
            byte[] d = sha256(text.getBytes(StandardCharsets.UTF_8));
            long[] x = {0, 0, 0, 2};
            for (int i = 0; i < 12; i++) x[i / 4] |= (d[i] & 0xffL) << 8 * (i % 4);
            return x;
        }
        if (!(id instanceof BigInteger n)) throw new Refused(id + " is no row id");
        if (n.bitLength() > (n.signum() < 0 ? 63 : 64)) throw new Refused(id + " has more than 64 bits");
        long bits = n.longValue();
        return new long[] {bits & LOW, bits >>> 32, 0, n.signum() < 0 ? 1 : 0};
    }

    private static long[] philox(long[] x, int key0, int key1) {
        for (int round = 0; round < 10; round++) {
            long a = x[0] * 0xd2511f53L, b = x[2] * 0xcd9e8d57L;
            x = new long[] {
                (b >>> 32) ^ x[1] ^ (key0 & LOW), b & LOW,
                (a >>> 32) ^ x[3] ^ (key1 & LOW), a & LOW,
            };
            key0 += 0x9e3779b9;
            key1 += 0xbb67ae85;
        }
        return x;
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    private static String hex(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (byte b : bytes) text.append(String.format("%02x", b));
        return text.toString();
    }

    // ---- JSON, strictly ----

    /** Objects as maps in their order, numbers as BigDecimal. */
    private static final class Json {
        private final String text;
        private int at;

        private Json(String text) {
            this.text = text;
        }

        static Object parse(String text) {
            Json json = new Json(text);
            Object value = json.value(0);
            json.blanks();
            want(json.at == text.length(), "there is more behind it");
            return value;
        }

        private void blanks() {
            while (at < text.length() && " \n\r\t".indexOf(text.charAt(at)) >= 0) at++;
        }

        private boolean take(String token) {
            blanks();
            if (!text.startsWith(token, at)) return false;
            at += token.length();
            return true;
        }

        private Object value(int depth) {
            want(depth < 32, "it is nested too deeply");
            if (take("{")) return object(depth);
            if (take("[")) return array(depth);
            if (take("\"")) return string();
            if (take("true")) return true;
            if (take("false")) return false;
            if (take("null")) return null;
            int start = at;
            while (at < text.length() && "+-.0123456789eE".indexOf(text.charAt(at)) >= 0) at++;
            return new BigDecimal(text.substring(start, at));
        }

        private Map<String, Object> object(int depth) {
            Map<String, Object> map = new LinkedHashMap<>();
            if (take("}")) return map;
            do {
                want(take("\""), "a member has no name");
                String name = string();
                want(take(":"), "a member has no value");
                want(!map.containsKey(name), name + " is there twice");
                map.put(name, value(depth + 1));
            } while (take(","));
            want(take("}"), "an object has no end");
            return map;
        }

        private List<Object> array(int depth) {
            List<Object> list = new ArrayList<>();
            if (take("]")) return list;
            do list.add(value(depth + 1));
            while (take(","));
            want(take("]"), "a list has no end");
            return list;
        }

        private char next() {
            want(at < text.length(), "a text has no end");
            return text.charAt(at++);
        }

        private String string() {
            StringBuilder made = new StringBuilder();
            for (char c = next(); c != '"'; c = next()) {
                want(c >= ' ', "a control character in a text");
                made.append(c == '\\' ? escaped() : c);
            }
            return made.toString();
        }

        private char escaped() {
            char c = next();
            if (c == 'u') {
                want(at + 4 <= text.length(), "a text has no end");
                at += 4;
                return (char) Integer.parseInt(text.substring(at - 4, at), 16);
            }
            int which = "\"\\/bfnrt".indexOf(c);
            want(which >= 0, "an escape that is none");
            return "\"\\/\b\f\n\r\t".charAt(which);
        }
    }

    // ---- the vectors of the format ----

    private static boolean agrees(Plan plan, Object seed, Map<?, ?> row) {
        @SuppressWarnings("unchecked")
        Map<String, Object> group = (Map<String, Object>) row.get("group");
        double score = number(row.get("score"));
        try {
            boolean isReferred = row.get("probability") == null && row.containsKey("decision");
            if (plan.isReferred(group, score) != isReferred) return false;
            if (isReferred) return number(row.get("decision")) == 2;
            if (plan.probability(group, score) != number(row.get("probability"))) return false;
            boolean selected = seed == null ? plan.decide(group, score)
                    : plan.decide(group, score, ((BigDecimal) seed).toBigInteger().longValue(), row.get("row_id"));
            return selected == (number(row.get("decision")) == 1);
        } catch (Refused e) {
            return row.containsKey("error");
        }
    }

    /** Holds itself against tests/conformance/plan/vectors.json. */
    public static void main(String[] arguments) throws IOException {
        Map<?, ?> vectors = (Map<?, ?>) Json.parse(Files.readString(Path.of(arguments[0])));
        int rows = 0, wrong = 0;
        for (Object each : list(vectors, "cases")) {
            Map<?, ?> vector = (Map<?, ?>) each;
            byte[] file = ((String) vector.get("artefact")).getBytes(StandardCharsets.UTF_8);
            Plan plan = read(file);
            for (Object row : list(vector, "rows")) {
                rows++;
                if (agrees(plan, vector.get("seed"), (Map<?, ?>) row)) continue;
                wrong++;
                System.err.println(vector.get("name") + ": " + row);
            }
            file[file.length / 2] ^= 1;
            try {
                read(file);
                wrong++;
                System.err.println(vector.get("name") + ": read with a bit changed");
            } catch (IllegalArgumentException e) {
                continue;
            }
        }
        System.out.println(rows + " rows, " + wrong + " wrong");
        if (wrong > 0 || rows == 0) System.exit(1);
    }
}
