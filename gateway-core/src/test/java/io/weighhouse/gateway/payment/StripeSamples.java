// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.payment;

import java.nio.charset.StandardCharsets;

/** Small bodies in the form of Stripe's, with what is read of them and some of what must not be kept. */
final class StripeSamples {

    private StripeSamples() {}

    /** An event around an object; the time is in seconds. */
    static byte[] event(String id, String type, long created, String object) {
        return bytes(
                "{'id':'%s','object':'event','api_version':'2025-06-30.basil','created':%d,'type':'%s','livemode':false,"
                        + "'data':{'object':%s}}",
                id, created, type, object);
    }

    /** A checkout that was paid; a cent is the smallest part. */
    static String session(String intent, String customer, long total) {
        return session(intent, "payment", "paid", customer, total);
    }

    static String session(String intent, String mode, String status, String customer, long total) {
        return text(
                "{'id':'cs_%1$s','object':'checkout.session','mode':'%2$s','payment_status':'%3$s',"
                        + "'payment_intent':%4$s,'customer':'%5$s','client_reference_id':null,'amount_total':%6$d,'currency':'usd',"
                        + "'metadata':{},'customer_details':{'email':'customer@example.com','name':'Some Name'}}",
                intent, mode, status, mode.equals("payment") ? text("'%s'", intent) : "null", customer, total);
    }

    static String invoice(String id, String subscription, String customer, long paidUntil) {
        return text(
                "{'id':'%s','object':'invoice','amount_paid':1999,'currency':'usd','customer':'%s','customer_email':"
                        + "'customer@example.com','parent':{'subscription_details':{'subscription':'%s'}},'lines':{'data':[{'parent':{"
                        + "'type':'subscription_item_details'},'period':{'start':1,'end':%d},"
                        + "'pricing':{'price_details':{'price':'price_pro'}}}]}}",
                id, customer, subscription, paidUntil);
    }

    static String subscription(String id, String customer, String status, long periodEnd) {
        return text(
                "{'id':'%s','object':'subscription','customer':'%s','status':'%s','cancel_at_period_end':false,"
                        + "'items':{'data':[{'price':{'id':'price_pro'},'current_period_end':%d}]},'trial_end':%s}",
                id, customer, status, periodEnd, status.equals("trialing") ? periodEnd : "null");
    }

    static String charge(String intent, long refunded) {
        return text(
                "{'id':'ch_%1$s','object':'charge','payment_intent':'%1$s','amount_refunded':%2$d,'currency':'usd',"
                        + "'billing_details':{'name':'Some Name'},'payment_method_details':{'card':{'last4':'4242'}},'refunds':{'data':[]}}",
                intent, refunded);
    }

    static String refund(String intent, String id, long amount, long created, String status) {
        return text(
                "{'id':'%2$s','object':'refund','charge':'ch_%1$s','payment_intent':'%1$s','amount':%3$d,'currency':'usd',"
                        + "'created':%4$d,'status':'%5$s'}",
                intent, id, amount, created, status);
    }

    static String dispute(String intent, String id, long amount, String status) {
        return text(
                "{'id':'%2$s','object':'dispute','charge':'ch_%1$s','payment_intent':'%1$s','amount':%3$d,'currency':'usd',"
                        + "'status':'%4$s','evidence':{'customer_name':'Some Name'}}",
                intent, id, amount, status);
    }

    @SuppressWarnings("AnnotateFormatMethod") // the forms number what is put in
    static String text(String form, Object... values) {
        return String.format(form, values).replace('\'', '"');
    }

    static byte[] bytes(String form, Object... values) {
        return text(form, values).getBytes(StandardCharsets.UTF_8);
    }
}
